//! A mail: read once within bounds, its facts, the documents that it carries, and the rules that it is judged by.

mod faits;

pub use faits::FAITS;
