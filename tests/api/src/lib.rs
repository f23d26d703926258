//! Tests of the interface of generated modules: see `tests/api`, one file per feature.
