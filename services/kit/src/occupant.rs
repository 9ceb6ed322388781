//! Who listens on a port, where the system tells.

/// The process that listens on a port of this machine: its name and number. None where the system does not tell, or not to us.
#[cfg(target_os = "linux")]
pub(crate) fn occupant(port: u16) -> Option<String> {
    let prises: Vec<String> = ["/proc/net/tcp", "/proc/net/tcp6"]
        .iter()
        .filter_map(|table| std::fs::read_to_string(table).ok())
        .flat_map(|table| table.lines().filter_map(|l| prise_qui_ecoute(l, port)).collect::<Vec<_>>())
        .collect();
    let processus = std::fs::read_dir("/proc").ok()?.flatten();
    processus
        .filter_map(|p| p.file_name().into_string().ok().filter(|n| n.bytes().all(|o| o.is_ascii_digit())))
        .find(|pid| {
            let descripteurs = std::fs::read_dir(format!("/proc/{pid}/fd")).into_iter().flatten().flatten();
            let mut cibles = descripteurs.filter_map(|d| std::fs::read_link(d.path()).ok());
            cibles.any(|c| prises.iter().any(|p| c.as_os_str() == p.as_str()))
        })
        .map(|pid| {
            let nom = std::fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
            format!("« {} » (processus {pid})", crate::francais::citation(nom.trim()))
        })
}

/// Elsewhere nobody tells.
#[cfg(not(target_os = "linux"))]
pub(crate) fn occupant(_: u16) -> Option<String> {
    None
}

/// `socket:[inode]` of a line of `/proc/net/tcp`, when it listens (state `0A`) on this port.
#[cfg(target_os = "linux")]
fn prise_qui_ecoute(ligne: &str, port: u16) -> Option<String> {
    let champs: Vec<&str> = ligne.split_whitespace().collect();
    let (local, etat, inode) = (champs.get(1)?, champs.get(3)?, champs.get(9)?);
    let sien = local.rsplit_once(':').and_then(|(_, p)| u16::from_str_radix(p, 16).ok());
    (*etat == "0A" && sien == Some(port)).then(|| format!("socket:[{inode}]"))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn le_processus_qui_ecoute_est_nomme() {
        let prise = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = prise.local_addr().unwrap().port();
        let dit = occupant(port).unwrap();
        assert!(dit.contains(&format!("processus {}", std::process::id())), "{dit}");
        drop(prise);
        assert_eq!(occupant(port), None);
    }
}
