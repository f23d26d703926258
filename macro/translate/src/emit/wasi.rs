//! The import namespace of WASI preview 1, for which the runtime has a trait.

use super::imports::Kind;
use crate::bundle::HostImport;
use crate::types::ValType;

/// The namespace.
pub use crate::bundle::WASI as NAMESPACE;

/// The trait; `rt` is in scope.
pub const TRAIT: &str = "rt::wasi::Preview1";

/// What to do about a host that lacks it.
pub const NOTE: &str = "for \"wasi_snapshot_preview1\", write `impl include_wasm::wasi::HasWasi for {Self}` (feature `wasi` \
    of include-wasm), or implement the functions that the module needs with `impl include_wasm::wasi::Preview1`";

/// The functions that return an `errno`, sorted, with one letter per parameter: `i` for `i32`, `l`
/// for `i64`.
const FUNCTIONS: [(&str, &str); 45] = [
    ("args_get", "ii"),
    ("args_sizes_get", "ii"),
    ("clock_res_get", "ii"),
    ("clock_time_get", "ili"),
    ("environ_get", "ii"),
    ("environ_sizes_get", "ii"),
    ("fd_advise", "illi"),
    ("fd_allocate", "ill"),
    ("fd_close", "i"),
    ("fd_datasync", "i"),
    ("fd_fdstat_get", "ii"),
    ("fd_fdstat_set_flags", "ii"),
    ("fd_fdstat_set_rights", "ill"),
    ("fd_filestat_get", "ii"),
    ("fd_filestat_set_size", "il"),
    ("fd_filestat_set_times", "illi"),
    ("fd_pread", "iiili"),
    ("fd_prestat_dir_name", "iii"),
    ("fd_prestat_get", "ii"),
    ("fd_pwrite", "iiili"),
    ("fd_read", "iiii"),
    ("fd_readdir", "iiili"),
    ("fd_renumber", "ii"),
    ("fd_seek", "ilii"),
    ("fd_sync", "i"),
    ("fd_tell", "ii"),
    ("fd_write", "iiii"),
    ("path_create_directory", "iii"),
    ("path_filestat_get", "iiiii"),
    ("path_filestat_set_times", "iiiilli"),
    ("path_link", "iiiiiii"),
    ("path_open", "iiiiillii"),
    ("path_readlink", "iiiiii"),
    ("path_remove_directory", "iii"),
    ("path_rename", "iiiiii"),
    ("path_symlink", "iiiii"),
    ("path_unlink_file", "iii"),
    ("poll_oneoff", "iiii"),
    ("proc_raise", "i"),
    ("random_get", "ii"),
    ("sched_yield", ""),
    ("sock_accept", "iii"),
    ("sock_recv", "iiiiii"),
    ("sock_send", "iiiii"),
    ("sock_shutdown", "ii"),
];

/// Whether the trait has a method for an import, of its type.
pub fn is_known(import: &HostImport, kind: &Kind) -> bool {
    let Kind::Func(ty, _) = kind else {
        return false;
    };
    let method = FUNCTIONS.binary_search_by_key(&&import.name[..], |f| f.0);
    let (params, results): (&str, &[ValType]) = match method {
        Ok(i) => (FUNCTIONS[i].1, &[ValType::I32]),
        Err(_) if import.name == "proc_exit" => ("i", &[]),
        Err(_) => return false,
    };
    let letter = |ty: &ValType| match ty {
        ValType::I32 => 'i',
        ValType::I64 => 'l',
        _ => '?',
    };
    import.module == NAMESPACE
        && params.chars().eq(ty.params.iter().map(letter))
        && ty.results == results
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::FuncType;
    use ValType::{I32, I64};

    #[test]
    fn types_are_compared() {
        assert!(FUNCTIONS.is_sorted());
        let known_in = |module: &str, name: &str, params: &[ValType], results: &[ValType]| {
            let (params, results) = (params.into(), results.into());
            let import = HostImport {
                module: module.into(),
                name: name.into(),
            };
            is_known(
                &import,
                &Kind::Func(FuncType { params, results }, Vec::new()),
            )
        };
        let known = |name, params, results| known_in(NAMESPACE, name, params, results);
        assert!(known("fd_write", &[I32; 4], &[I32]));
        assert!(known("sched_yield", &[], &[I32]));
        assert!(known("proc_exit", &[I32], &[]));
        assert!(known("fd_seek", &[I32, I64, I32, I32], &[I32]));
        assert!(!known("fd_seek", &[I32, I32, I32, I32], &[I32]));
        assert!(!known("proc_exit", &[I32], &[I32]));
        assert!(!known("fd_fly", &[], &[I32]));
        assert!(!known_in("env", "fd_write", &[I32; 4], &[I32]));
    }
}
