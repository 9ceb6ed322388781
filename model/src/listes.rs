//! Lists that the compiler joins, and rules that cannot be told without being in one.

/// One list from several.
#[must_use]
pub const fn joindre<T: Copy, const N: usize>(parties: &[&[T]], premier: T) -> [T; N] {
    let mut tout = [premier; N];
    let (mut partie, mut rang) = (0, 0);
    while partie < parties.len() {
        let mut i = 0;
        while i < parties[partie].len() {
            tout[rang] = parties[partie][i];
            rang += 1;
            i += 1;
        }
        partie += 1;
    }
    tout
}

/// How many entries several lists hold together.
#[must_use]
pub const fn compter<T>(parties: &[&[T]]) -> usize {
    let (mut partie, mut n) = (0, 0);
    while partie < parties.len() {
        n += parties[partie].len();
        partie += 1;
    }
    n
}

/// Constant lists, one after the other: `joints!(Fait; COMMUNS, SIENS)`. The first is not empty.
#[macro_export]
macro_rules! joints {
    ($genre:ty; $($partie:expr),+ $(,)?) => {{
        const PARTIES: &[&[$genre]] = &[$($partie),+];
        const TOUT: &[$genre] = &$crate::listes::joindre::<$genre, { $crate::listes::compter(PARTIES) }>(PARTIES, PARTIES[0][0]);
        TOUT
    }};
}

/// Declares the rules of a module, and `REGLES`, the list of them all: `NOM = stricte("famille.nom", "Ce qui doit être vrai", SOURCE);`.
/// What a rule says is its documentation. `dans PROPRES;` first gives the list another name.
#[macro_export]
macro_rules! regles {
    (dans $liste:ident; $($nom:ident = $sorte:ident($id:expr, $dit:expr $(, $reste:expr)* $(,)?);)*) => {
        $(#[doc = $dit] pub const $nom: $crate::Rule = $sorte($id, $dit $(, $reste)*);)*
        /// Every rule that is declared here.
        pub const $liste: &[&$crate::Rule] = &[$(&$nom),*];
    };
    ($($regles:tt)*) => { $crate::regles! { dans REGLES; $($regles)* } };
}
