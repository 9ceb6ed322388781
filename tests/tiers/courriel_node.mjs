// nodemailer and imapflow against the MSSanté operator of the bench. Argument: a JSON file that says where it is.
//
// Prints « operation résultat », a line each; exits 1 when one failed.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { createRequire } from "node:module";
import nodemailer from "nodemailer";
import { ImapFlow } from "imapflow";

const ICI = JSON.parse(readFileSync(process.argv[2], "utf8"));
const { biologiste, prescripteur, machine, mot } = ICI;
const MARQUE = process.hrtime.bigint().toString(16);
const version = (paquet) => createRequire(import.meta.url)(`${paquet}/package.json`).version;
const echecs = [];
let rang = 0;

function dire(operation, resultat = "ok") {
  console.log(operation, resultat);
}

// Plays it, and says how it went, a line for each thing that it shows; what it returns is the refusal that was awaited.
async function operation(noms, faire) {
  let resultat = "ok";
  try {
    resultat = (await faire()) ?? "ok";
  } catch (e) {
    echecs.push(...noms);
    resultat = "ko";
    console.error(`${noms.join(", ")} :`, e);
  }
  for (const nom of noms) dire(nom, resultat);
}

function point(nom) {
  const [host, port] = ICI.points[nom].split("://")[1].split("/")[0].split(":");
  return { host, port: Number(port) };
}

const tls = { ca: ICI.ancres };
const tlsDeMachine = { ca: ICI.ancres, cert: ICI.certificat, key: ICI.cle };

function poster(url, corps, headers) {
  const { request } = url.startsWith("https:") ? https : http;
  return new Promise((bon, rate) => {
    const demande = request(url, { method: "POST", headers, ...tls }, async (r) => {
      let texte = "";
      for await (const bout of r) texte += bout;
      if (r.statusCode === 200) bon(JSON.parse(texte));
      else rate(new Error(`${url} : ${r.statusCode} ${texte}`));
    });
    demande.on("error", rate).end(corps);
  });
}

// An access token by CIBA.
async function jeton(identite) {
  const base = `${ICI.points["psc.auth"]}/protocol/openid-connect`;
  const entetes = {
    authorization: `Basic ${Buffer.from("banc-essai:secret-public-du-banc").toString("base64")}`,
    "content-type": "application/x-www-form-urlencoded",
  };
  const formulaire = (champs) => new URLSearchParams(champs).toString();
  const demande = await poster(
    `${base}/ext/ciba/auth`,
    formulaire({ scope: "openid scope_all", login_hint: identite, binding_message: "42", acr_values: "eidas1", channel: "MOBILE" }),
    entetes,
  );
  await poster(`${ICI.controle}/banc/actions/psc/approuver?espace=defaut`, JSON.stringify({ demande: demande.auth_req_id }), {
    "content-type": "application/json",
  });
  const rendu = await poster(
    `${base}/token`,
    formulaire({ grant_type: "urn:openid:params:grant-type:ciba", auth_req_id: demande.auth_req_id }),
    entetes,
  );
  return rendu.access_token;
}

function courriel(plus = {}) {
  rang += 1;
  return {
    from: { name: "Alex BIOTEST", address: biologiste.adresse },
    to: prescripteur.adresse,
    subject: "Résultat du dosage, à lire",
    messageId: `<${rang}.${MARQUE}@nodemailer.test>`,
    headers: { "X-MSS-NIL": "NIL-ESSAI" },
    text: "Bonjour,\n.\n..voici le résultat.\n",
    ...plus,
  };
}

function ouvrir(nom = "mssante.imaps", plus = {}) {
  const implicite = nom === "mssante.imaps";
  return new ImapFlow({
    ...point(nom),
    secure: implicite,
    doSTARTTLS: implicite ? undefined : true,
    tls,
    auth: { user: prescripteur.adresse, pass: mot },
    logger: false,
    ...plus,
  });
}

async function avec(client, faire) {
  await client.connect();
  try {
    return await faire(client);
  } finally {
    await client.logout();
  }
}

// The mail of this name, once it is there.
async function recu(identifiant) {
  return avec(ouvrir(), async (i) => {
    await i.mailboxOpen("INBOX");
    for (let essai = 0; essai < 100; essai += 1) {
      const [uid] = await i.search({ header: { "message-id": identifiant } }, { uid: true });
      if (uid) return (await i.fetchOne(uid, { source: true }, { uid: true })).source;
      await new Promise((suite) => setTimeout(suite, 100));
    }
    throw new Error(`${identifiant} n'est pas arrivé`);
  });
}

async function envoyer(options, message = courriel()) {
  const transport = nodemailer.createTransport({ ...point("mssante.soumission"), requireTLS: true, name: "poste.test", tls, ...options });
  try {
    const dit = await transport.sendMail(message);
    await recu(message.messageId);
    return dit;
  } finally {
    transport.close();
  }
}

async function refus(promesse, ...codes) {
  try {
    await promesse;
  } catch (e) {
    assert.ok(codes.includes(e.responseCode), e.stack);
    return String(e.responseCode);
  }
  throw new Error("accepté");
}

const auth = { user: biologiste.adresse, pass: mot };
dire("version", version("nodemailer"));

await operation(["STARTTLS", "AUTH PLAIN", "points en tête de ligne"], async () => {
  const m = courriel();
  await envoyer({ auth, authMethod: "PLAIN" }, m);
  assert.match((await recu(m.messageId)).toString(), /\r\n\.\r\n\.\.voici le r/);
});
await operation(["AUTH LOGIN"], () => envoyer({ auth, authMethod: "LOGIN" }).then(() => undefined));
await operation(["TLS implicite"], () => envoyer({ ...point("mssante.smtps"), secure: true, auth }).then(() => undefined));
await operation(["AUTH XOAUTH2"], async () => {
  await envoyer({ auth: { type: "OAuth2", user: biologiste.adresse, accessToken: await jeton(biologiste.identite) } });
});
await operation(["jeton faux"], () =>
  refus(envoyer({ auth: { type: "OAuth2", user: biologiste.adresse, accessToken: "a.b.c" } }), 535),
);
await operation(["mot de passe faux"], () => refus(envoyer({ auth: { ...auth, pass: "autre" } }), 535));
await operation(["certificat (boîte APP)"], async () => {
  await envoyer({ tls: tlsDeMachine }, courriel({ from: machine.adresse }));
});
await operation(["sans AUTH"], () => refus(envoyer({}), 530));
await operation(["au nom d'un autre"], () => refus(envoyer({ auth }, courriel({ from: prescripteur.adresse })), 553));
await operation(["destinataire inconnu"], async () => {
  const code = await refus(envoyer({ auth }, courriel({ to: "personne@test.mssante.fr" })), 550);
  const dit = await envoyer({ auth }, courriel({ to: [prescripteur.adresse, "personne@test.mssante.fr"] }));
  assert.deepEqual(dit.rejected, ["personne@test.mssante.fr"]);
  return code;
});
await operation(["pièce de 10 Mo"], async () => {
  const piece = Buffer.alloc(10_000_000, "0123456789abcdef\0");
  await envoyer({ auth }, courriel({ attachments: [{ filename: "pièce.bin", content: piece }] }));
});
await operation(["DSN (NOTIFY, RET, ENVID, ORCPT)"], async () => {
  const id = `node-${MARQUE}`;
  await envoyer({ auth }, courriel({ dsn: { id, return: "headers", notify: ["success", "failure"], recipient: biologiste.adresse } }));
  await avec(ouvrir("mssante.imaps", { auth }), async (i) => {
    await i.mailboxOpen("INBOX");
    const [uid] = await i.search({ body: id }, { uid: true });
    assert.match((await i.fetchOne(uid, { source: true }, { uid: true })).source.toString(), new RegExp(`Original-Envelope-Id: ${id}`));
  });
});
await operation(["trop grand (SIZE)"], () =>
  refus(envoyer({ auth }, courriel({ attachments: [{ filename: "gros", content: Buffer.alloc(30_000_000) }] })), 552),
);
await operation(["plusieurs courriels"], async () => {
  const transport = nodemailer.createTransport({ ...point("mssante.soumission"), requireTLS: true, tls, auth, pool: true, maxConnections: 3 });
  const tous = Array.from({ length: 30 }, () => courriel());
  await Promise.all(tous.map((m) => transport.sendMail(m)));
  transport.close();
  await recu(tous.at(-1).messageId);
});

console.log("--- lecture");
dire("version", version("imapflow"));

await operation(["STARTTLS", "CAPABILITY", "ID", "AUTH PLAIN"], () =>
  avec(ouvrir("mssante.imap"), async (i) => {
    assert.ok(i.secureConnection && i.capabilities.has("IDLE"));
    assert.equal(i.serverInfo.name, "segur-bench");
  }),
);
await operation(["LOGIN"], () =>
  avec(ouvrir("mssante.imaps", { auth: { user: prescripteur.adresse, pass: mot, loginMethod: "LOGIN" } }), async (i) => {
    assert.ok(i.authenticated);
  }),
);
await operation(["AUTH OAUTHBEARER"], async () => {
  const accessToken = await jeton(biologiste.identite);
  await avec(ouvrir("mssante.imaps", { auth: { user: biologiste.adresse, accessToken } }), (i) => i.mailboxOpen("INBOX"));
});
await operation(["jeton faux"], async () => {
  const i = ouvrir("mssante.imaps", { auth: { user: biologiste.adresse, accessToken: "a.b.c" } });
  const e = await i.connect().then(
    () => assert.fail("accepté"),
    (e) => e,
  );
  assert.ok(e.authenticationFailed, e.stack);
  return e.serverResponseCode ?? "NO";
});
const DOSSIER = `Résultats ${MARQUE} & suites`;
const brut = Buffer.from(
  `From: a@test.mssante.fr\r\nTo: b@test.mssante.fr\r\nSubject: =?utf-8?q?Glyc=C3=A9mie?=\r\nMessage-ID: <brut.${MARQUE}@imapflow.test>\r\n` +
    "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n" +
    "Content-Transfer-Encoding: 8bit\r\n\r\nÀ jeun\r\n.\r\n--b\r\nContent-Type: application/zip; name=IHE_XDM.ZIP\r\n" +
    "Content-Transfer-Encoding: base64\r\n\r\nUEsDBA==\r\n--b--\r\n",
);

await avec(ouvrir(), async (i) => {
  await operation(["NAMESPACE", "CREATE (accents)", "LIST", "SUBSCRIBE"], async () => {
    await i.mailboxCreate(DOSSIER);
    await i.mailboxSubscribe(DOSSIER);
    const trouve = (await i.list()).find((d) => d.path === DOSSIER);
    assert.ok(trouve?.subscribed && trouve.delimiter === "/");
    assert.ok((await i.list()).some((d) => d.specialUse === "\\Sent"));
  });
  await operation(["APPEND", "STATUS"], async () => {
    for (let n = 0; n < 3; n += 1) {
      const { uid } = await i.append(DOSSIER, brut, n ? [] : ["\\Seen", "$Traite"], new Date("2026-01-05T08:30:00Z"));
      assert.equal(uid, n + 1);
    }
    const s = await i.status(DOSSIER, { messages: true, unseen: true, uidNext: true, uidValidity: true, highestModseq: true });
    assert.equal(s.messages, 3);
    assert.equal(s.unseen, 2);
    assert.equal(s.uidNext, 4);
    assert.ok(s.highestModseq > 0n);
  });
  await operation(["SELECT", "EXAMINE"], async () => {
    assert.equal((await i.mailboxOpen(DOSSIER, { readOnly: true })).readOnly, true);
    assert.equal((await i.mailboxOpen(DOSSIER)).exists, 3);
  });
  await operation(["FETCH BODY[] (octet pour octet)", "FETCH ENVELOPE", "FETCH BODYSTRUCTURE", "FETCH sections"], async () => {
    const m = await i.fetchOne("1", { source: true, envelope: true, bodyStructure: true, flags: true, internalDate: true, size: true, headers: ["subject"] });
    assert.deepEqual(m.source, brut);
    assert.equal(m.envelope.subject, "Glycémie");
    assert.equal(m.bodyStructure.childNodes[1].parameters.name, "IHE_XDM.ZIP");
    assert.ok(m.flags.has("\\Seen") && m.flags.has("$Traite"));
    assert.equal(m.internalDate.toISOString(), "2026-01-05T08:30:00.000Z");
    assert.equal(m.size, brut.length);
    const { content } = await i.download("1", "1");
    let texte = "";
    for await (const bout of content) texte += bout;
    assert.match(texte, /À jeun\r?\n\./);
  });
  await operation(["FETCH partiel"], async () => {
    const m = await i.fetchOne("1", { source: { start: 10, maxLength: 20 } });
    assert.deepEqual(m.source, brut.subarray(10, 30));
  });
  await operation(["SEARCH", "SEARCH en UTF-8", "SEARCH TEXT, BODY"], async () => {
    assert.deepEqual(await i.search({ seen: false }), [2, 3]);
    assert.deepEqual(await i.search({ subject: "glycémie", keyword: "$Traite" }), [1]);
    assert.deepEqual(await i.search({ body: "à jeun", uid: "2:*" }), [2, 3]);
    assert.deepEqual(await i.search({ or: [{ header: { "message-id": "autre" } }, { since: new Date("2026-01-06") }] }), []);
  });
  await operation(["STORE", "CONDSTORE"], async () => {
    const avant = i.mailbox.highestModseq;
    await i.messageFlagsAdd("2", ["\\Flagged"]);
    const change = [];
    for await (const m of i.fetch("1:*", { flags: true }, { changedSince: avant })) change.push(m.seq);
    assert.deepEqual(change, [2]);
  });
  await operation(["COPY", "MOVE", "EXPUNGE"], async () => {
    const vers = `Copies ${MARQUE}`;
    await i.mailboxCreate(vers);
    assert.equal((await i.messageCopy("1:2", vers)).uidMap.size, 2);
    assert.equal((await i.messageMove("3", vers)).uidMap.get(3), 3);
    await i.messageDelete("1");
    assert.equal((await i.status(DOSSIER, { messages: true })).messages, 1);
    await i.mailboxDelete(vers);
  });
  await operation(["IDLE"], async () => {
    const venu = new Promise((suite) => i.once("exists", suite));
    const ecoute = i.idle();
    await new Promise((suite) => setTimeout(suite, 200));
    await avec(ouvrir(), (autre) => autre.append(DOSSIER, brut));
    assert.equal((await venu).count, 2);
    await i.noop();
    await ecoute;
  });
  await operation(["GETQUOTAROOT"], async () => {
    assert.ok((await i.getQuota("INBOX")).storage.limit > 0);
  });
  await operation(["RENAME", "DELETE"], async () => {
    await i.mailboxClose();
    await i.mailboxRename(DOSSIER, `${DOSSIER} 2`);
    await i.mailboxDelete(`${DOSSIER} 2`);
    assert.ok(!(await i.list()).some((d) => d.path.includes(MARQUE)));
  });
});

if (echecs.length) {
  console.error(`ÉCHEC : ${echecs.join(", ")}`);
  process.exit(1);
}
