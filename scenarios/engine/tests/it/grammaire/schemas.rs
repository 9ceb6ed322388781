//! The schemas for editors.
