//! The `segur-bench` command.

use std::process::ExitCode;

/// What is measured with it: `docs/decisions/0016-allocateur.md`.
#[global_allocator]
static ALLOCATEUR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(segur_bench::executer(std::env::args_os()))
}
