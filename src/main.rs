//! The `segur-bench` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(segur_bench::executer(std::env::args_os()))
}
