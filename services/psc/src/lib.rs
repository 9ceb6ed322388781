//! The simulated Pro Santé Connect.
