#!/usr/bin/env bash
# Postfix and Dovecot of Debian beside our operator, in one run: `cargo bench -p segur-mssante`. Wants root. Their files are in a folder of their own.
set -euo pipefail
racine=$(cd "$(dirname "$0")/../.." && pwd)
d=$(mktemp -d)
smtp=${PORT_POSTFIX:-2465} imap=${PORT_DOVECOT:-2993}
fin() {
  [ -f "$d/postfix/main.cf" ] && postfix -c "$d/postfix" stop >/dev/null 2>&1 || true
  [ -f "$d/dovecot.conf" ] && doveadm -c "$d/dovecot.conf" stop >/dev/null 2>&1 || true
  rm -rf "$d"
}
trap fin EXIT
chmod 755 "$d"
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$d/cle.pem" -out "$d/cert.pem" -days 2 -subj /CN=localhost 2>/dev/null
cat "$d/cle.pem" "$d/cert.pem" >"$d/identite.pem"

mkdir -p "$d/postfix" "$d/file" "$d/donnees" "$d/boites"
chown postfix "$d/donnees"
chown 65534:65534 "$d/boites"
cat >"$d/postfix/main.cf" <<FIN
compatibility_level = 3.6
queue_directory = $d/file
data_directory = $d/donnees
maillog_file = $d/postfix.log
maillog_file_prefixes = $d
myhostname = pair.test
myorigin = pair.test
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtp_dns_support_level = disabled
virtual_mailbox_domains = test.mssante.fr
virtual_mailbox_base = $d/boites
virtual_mailbox_maps = static:tous/
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
virtual_mailbox_limit = 0
smtpd_tls_chain_files = $d/identite.pem
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
FIN
cat >"$d/postfix/master.cf" <<FIN
127.0.0.1:$smtp inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
FIN
postfix -c "$d/postfix" start >/dev/null 2>&1

cat >"$d/dovecot.conf" <<FIN
base_dir = $d/run
state_dir = $d/run
log_path = $d/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <$d/cert.pem
ssl_key = <$d/cle.pem
mail_location = maildir:$d/dovecot/%u
first_valid_uid = 1
mail_fsync = never
mail_max_userip_connections = 2000
default_client_limit = 5000
default_process_limit = 2000
passdb {
  driver = static
  args = password=mdp
}
userdb {
  driver = static
  args = uid=65534 gid=65534 home=$d/dovecot/%u
}
service imap-login {
  service_count = 0
  client_limit = 2000
  inet_listener imap {
    port = 0
  }
  inet_listener imaps {
    port = $imap
    ssl = yes
  }
}
service imap {
  process_limit = 2000
}
FIN
mkdir -p "$d/dovecot"
chown -R 65534:65534 "$d/dovecot"
dovecot -c "$d/dovecot.conf"
for _ in $(seq 50); do
  if (exec 3<>"/dev/tcp/127.0.0.1/$smtp") 2>/dev/null && (exec 3<>"/dev/tcp/127.0.0.1/$imap") 2>/dev/null; then break; fi
  sleep 0.2
done
cd "$racine"
SEGUR_BENCH_POSTFIX=127.0.0.1:$smtp SEGUR_BENCH_DOVECOT=127.0.0.1:$imap cargo bench --locked -p segur-mssante
echo "Dovecot : $(ps -C imap -o rss= | awk '{s+=$1} END {print s/1024}') Mio pour les processus imap"
