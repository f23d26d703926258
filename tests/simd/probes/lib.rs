//! Functions of which the test `table` reads the assembly.

pub mod compositions;
pub mod instructions;
