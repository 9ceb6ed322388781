//! Integration tests of the engine.

mod grammaire;
