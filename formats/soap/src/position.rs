//! Where a byte stands in a text.

/// Line and column (from 1, in characters) of a byte position. The tree library's own walks back one character at a time, which
/// costs most of a campaign on the long single lines that messages are.
pub(crate) fn position(texte: &str, octet: usize) -> (u32, u32) {
    let mut fin = octet.min(texte.len());
    while !texte.is_char_boundary(fin) {
        fin -= 1;
    }
    let avant = &texte[..fin];
    let debut = memchr::memrchr(b'\n', avant.as_bytes()).map_or(0, |i| i + 1);
    let compte = |n: usize| u32::try_from(n + 1).unwrap_or(u32::MAX);
    let lignes = memchr::memchr_iter(b'\n', avant.as_bytes()).count();
    (compte(lignes), compte(avant[debut..].chars().count()))
}
