//! The look of every screen: one sheet, which follows the light or the dark of who reads and folds its tables where there is no room.

/// The sheet. What a screen has of its own goes behind it.
#[must_use]
pub const fn style() -> &'static str {
    include_str!("ecran.css")
}
