//! The ANS referencing workflow, rehearsed: Convergence, the people behind it, and the money that follows. Everything that it says is
//! *simulé*: it never issues anything, and its robot applies reasons that are inferred (`segur_dossier::examen`).

mod candidature;
