//! The messages of a file: one, or several after each other, in frames of MLLP or in a batch.

/// Most messages of a file. What is beyond stays with the last, and it is said that there are others.
pub const MESSAGES_MAX: usize = 10_000;

/// Each message of a file, with what wraps it (its frame, the lines of a batch, the empty ones): put end to end, they are the file. One when there
/// is none to be seen, for reading it to say why.
#[must_use]
pub fn messages(octets: &[u8]) -> Vec<&[u8]> {
    let mut debuts: Vec<usize> = (0..octets.len())
        .filter(|i| commence(octets, *i))
        .skip(1)
        .take(MESSAGES_MAX - 1)
        .collect();
    debuts.iter_mut().for_each(|d| *d = avec_sa_trame(octets, *d));
    debuts.push(octets.len());
    let mut ici = 0;
    let mut couper = |fin: usize| {
        let un = octets.get(ici..fin).unwrap_or_default();
        ici = fin;
        un
    };
    debuts.into_iter().map(&mut couper).collect()
}

/// Whether a message begins here: MSH and its separator, at the beginning of a line or of a frame.
fn commence(octets: &[u8], ici: usize) -> bool {
    let Some((separateur, _)) = octets[ici..].strip_prefix(b"MSH").and_then(<[u8]>::split_first) else {
        return false;
    };
    let avant = &octets[..ici];
    let en_tete = matches!(avant.last(), None | Some(b'\r' | b'\n' | 0x0b | 0x1c)) || avant.ends_with(b"\xef\xbb\xbf");
    en_tete && !(separateur.is_ascii_alphanumeric() || separateur.is_ascii_whitespace() || separateur.is_ascii_control())
}

/// The same place, before what opens the frame.
fn avec_sa_trame(octets: &[u8], ici: usize) -> usize {
    let avant = &octets[..ici];
    let avant = avant.strip_suffix(b"\xef\xbb\xbf").unwrap_or(avant);
    avant.strip_suffix(b"\x0b").unwrap_or(avant).len()
}
