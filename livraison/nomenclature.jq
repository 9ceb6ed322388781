# The CycloneDX list, from what `nomenclature` gathered.
def lignes($texte; $separateur): $texte | split("\n") | map(select(. != "") | split($separateur));
# Not drawn: the same binary has the same number.
def numero: "urn:uuid:\(.[0:8])-\(.[8:12])-8\(.[13:16])-8\(.[17:20])-\(.[20:32])";
def purl: "pkg:cargo/\(.nom)@\(.version | gsub("\\+"; "%2B"))";
def ref_hors: "hors-crates:\(.nom | ascii_downcase | gsub(" "; "-"))";

(lignes($crates; "\t") | map({ nom: .[0], version: .[1], licence: .[2], depot: .[4] })) as $c |
(lignes($hors; "\u001f") | map({ nom: .[0], version: .[1], licence: .[2], porteur: .[3], quoi: .[4] })) as $h |
(lignes($sommes; "\t") | map({ key: .[0], value: .[1] }) | from_entries) as $sommes |
($metadata[0].packages | map({ key: .id, value: "\(.name)@\(.version)" }) | from_entries) as $noms |
($metadata[0].packages | map(select(.source == null) | { key: .id, value: .name }) | from_entries) as $ici |
($c | map({ key: "\(.nom)@\(.version)", value: purl }) | from_entries) as $refs |
# What is linked to each crate, and to ours as one.
($metadata[0].resolve.nodes | map({ de: .id, vers: [.deps[] | select(any(.dep_kinds[]; .kind == null)) | $refs[$noms[.pkg]] | values] })) as $liens |
def hors_de($porteur): [$h[] | select(.porteur == $porteur) | ref_hors];

{
  bomFormat: "CycloneDX", specVersion: "1.5", serialNumber: ($somme | numero), version: 1,
  metadata: {
    timestamp: $instant, lifecycles: [{ phase: "build" }],
    component: {
      type: "application", "bom-ref": "segur-bench", name: "segur-bench", version: $v,
      description: "Banc de test Ségur : services nationaux SIMULÉS, sans valeur officielle",
      hashes: [{ alg: "SHA-256", content: $somme }], licenses: [{ expression: "Apache-2.0" }]
    }
  },
  components: (
    [$c[] | { type: "library", "bom-ref": purl, name: .nom, version: .version }
      + ($sommes["\(.nom)@\(.version)"] as $s | if $s then { hashes: [{ alg: "SHA-256", content: $s }] } else {} end)
      + { licenses: [{ expression: .licence }], purl: purl }
      + (if .depot == "" then {} else { externalReferences: [{ type: "vcs", url: .depot }] } end)]
    + [$h[] | { type: (if .quoi | test("^(polices|profils)") then "data" else "library" end), "bom-ref": ref_hors, name: .nom }
      + (if .version == "" then {} else { version: .version } end)
      + { description: .quoi, licenses: [{ expression: .licence }] }]
  ),
  dependencies: (
    [{ ref: "segur-bench", dependsOn: ([$liens[] | select($ici[.de]) | .vers[]] + hors_de("-") + [$ici[] as $n | hors_de($n)[]] | unique) }]
    + [$c[] | . as $un | { ref: purl,
        dependsOn: ([$liens[] | select($refs[$noms[.de]] == ($un | purl)) | .vers[]] + hors_de($un.nom) | unique) }]
    + [$h[] | { ref: ref_hors, dependsOn: [] }]
  )
}
