<?php
// PHP SoapClient, made from the WSDLs of the simulated DMP, plays every transaction. Argument: a JSON file that says where the WSDLs are,
// where to send, and about whom. Prints « transaction résultat », a line each.

$ici = json_decode(file_get_contents($argv[1]));
const RACINE = '1.2.250.1.999.1';
const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
const WSA = 'http://www.w3.org/2005/08/addressing';
const APPROUVE = 'urn:oasis:names:tc:ebxml-regrep:StatusType:Approved';
const ARCHIVE = 'urn:asip:ci-sis:2010:StatusType:Archived';
const SUPPRIME = 'urn:asip:ci-sis:2010:StatusType:Deleted';
$cx = "{$ici->ins}^^^&{$ici->oid}&ISO^NH";

function uuid(): string
{
    return implode('-', array_map(fn ($n) => bin2hex(random_bytes($n)), [4, 2, 2, 2, 6]));
}

/** A contract of the DMP, at the address where messages go. SoapClient knows neither WS-Addressing nor MTOM: both are added here. */
class Service extends SoapClient
{
    public function __construct(private object $ici, string $chemin, string $wsdl)
    {
        $tls = ['cafile' => $ici->ancres, 'local_cert' => $ici->certificat, 'local_pk' => $ici->cle];
        parent::__construct("{$ici->wsdl}/$chemin?$wsdl", [
            'location' => "{$ici->adresse}/$chemin",
            'soap_version' => SOAP_1_2,
            'cache_wsdl' => WSDL_CACHE_NONE,
            'features' => SOAP_SINGLE_ELEMENT_ARRAYS,
            'stream_context' => stream_context_create(['ssl' => $tls]),
        ]);
    }

    public function appeler(string $operation, string $action, array|SoapVar $quoi): mixed
    {
        // A patient is searched by traits by a centre de régulation alone.
        $vihf = file_get_contents($operation === 'findCandidatesQuery' ? $this->ici->vihf_regulation : $this->ici->vihf);
        $entetes = [
            new SoapHeader(WSA, 'Action', $action),
            new SoapHeader(WSA, 'MessageID', 'urn:uuid:' . uuid()),
            new SoapHeader(WSSE, 'Security', new SoapVar("<w:Security xmlns:w=\"" . WSSE . "\">$vihf</w:Security>", XSD_ANYXML)),
        ];
        return $this->__soapCall($operation, [$quoi], null, $entetes);
    }

    public function __doRequest(string $requete, string $adresse, string $action, int $version, bool $sens_unique = false): ?string
    {
        $reponse = parent::__doRequest($requete, $adresse, $action, $version, $sens_unique);
        if (!str_starts_with($reponse ?? '', '--')) {
            return $reponse;
        }
        // MTOM: each part goes, in Base64, where the envelope includes it.
        [$racine, $parties] = ['', []];
        foreach (array_slice(explode(strtok($reponse, "\r\n"), $reponse), 1, -1) as $partie) {
            [$entetes, $contenu] = explode("\r\n\r\n", preg_replace('/\r\n$/', '', $partie), 2);
            preg_match('/^Content-ID: <(.*)>/mi', $entetes, $id);
            $parties[$id[1]] = $contenu;
            $racine = $racine ?: $contenu;
        }
        $inclure = fn ($trouve) => base64_encode($parties[urldecode($trouve[1])]);
        return preg_replace_callback('~\s*<xop:Include [^>]*href="cid:([^"]*)"[^>]*/>\s*~', $inclure, $racine);
    }
}

$patients = new Service($ici, 'patients', 'wsdl');
$recherche = new Service($ici, 'patients', 'wsdl=recherche');
$liste = new Service($ici, 'patients', 'wsdl=liste');
$habilitations = new Service($ici, 'habilitations', 'wsdl');
$depot = new Service($ici, 'repository', 'wsdl');
$registre = new Service($ici, 'registry', 'wsdl');

function dire(string ...$mots): void
{
    echo implode(' ', array_filter($mots, fn ($m) => $m !== '')), "\n";
}

function appareil(string $genre, string $oid, string $nom): array
{
    $device = ['classCode' => 'DEV', 'determinerCode' => 'INSTANCE', 'id' => [['root' => $oid]], 'softwareName' => ['_' => $nom]];
    return ['typeCode' => $genre, 'device' => $device];
}

function interaction(string $nom, array $acte): array
{
    return [
        'ITSVersion' => 'XML_1.0',
        'id' => ['root' => RACINE . '.5', 'extension' => uuid()],
        'creationTime' => ['value' => '20260115090000'],
        'interactionId' => ['root' => '2.16.840.1.113883.1.6', 'extension' => $nom],
        'processingCode' => ['code' => 'D'],
        'processingModeCode' => ['code' => 'T'],
        'acceptAckCode' => ['code' => 'AL'],
        'receiver' => [appareil('RCV', '1.2.250.1.213.4.1.1.1', 'DMP')],
        'sender' => appareil('SND', RACINE, 'PHP'),
        'controlActProcess' => ['classCode' => 'CACT', 'moodCode' => 'EVN'] + $acte,
    ];
}

function question(array $parametres): array
{
    return ['queryId' => ['root' => RACINE . '.6', 'extension' => 'p1'], 'statusCode' => ['code' => 'new'], 'parameterList' => $parametres];
}

function demographie(string $transaction, string $raison): void
{
    global $ici, $patients;
    $ins = ['value' => [['root' => $ici->oid, 'extension' => $ici->ins]], 'semanticsText' => ['_' => 'Patient.id']];
    $acte = [
        'reasonCode' => [['code' => $raison, 'codeSystem' => '1.2.250.1.213.1.1.4.11']],
        'queryByParameter' => question(['patientIdentifier' => [$ins]]),
    ];
    $message = interaction('PRPA_IN201307UV02', $acte);
    $reponse = $patients->appeler('PatientGetDemographics_PRPA_IN201307UV02', 'urn:hl7-org:v3:PRPA_IN201307UV02', $message);
    $acte = $reponse->controlActProcess;
    $patient = $acte->subject[0]->registrationEvent->subject1->patient;
    $dit = function ($sujet) {
        $observation = $sujet->administrativeObservation;
        // What has an xsi:type comes in a wrapper.
        $valeur = $observation->value->enc_value ?? $observation->value;
        return "{$observation->code->code}=" . var_export($valeur->value, true);
    };
    $etats = [$acte->queryAck->queryResponseCode->code, $patient->statusCode->code];
    dire($transaction, ...$etats, ...array_map($dit, $patient->subjectOf));
}

function sans_ins(): void
{
    global $ici, $recherche;
    $nom = ['value' => [['family' => ['_' => $ici->nom]]], 'semanticsText' => ['_' => 'LivingSubject.name']];
    $acte = [
        'code' => ['code' => 'PRPA_TE201305UV02', 'codeSystem' => '2.16.840.1.113883.1.6'],
        'queryByParameter' => question(['livingSubjectName' => [$nom]]),
    ];
    $acte = $recherche
        ->appeler('findCandidatesQuery', 'urn:hl7-org:v3:PRPA_IN201305UV02', interaction('PRPA_IN201305UV02', $acte))
        ->controlActProcess;
    dire('TD0.5', $acte->queryAck->queryResponseCode->code, count($acte->subject));
}

function slot(string $nom, string $valeur): array
{
    return ['name' => $nom, 'ValueList' => ['Value' => [$valeur]]];
}

function slots(array|object $valeurs): array
{
    $valeurs = (array) $valeurs;
    return array_map('slot', array_keys($valeurs), array_values($valeurs));
}

function libelle(string $valeur): array
{
    return ['LocalizedString' => [['value' => $valeur, 'charset' => 'UTF8', 'lang' => 'FR']]];
}

function code(string $objet, string $schema, string $valeur, string $systeme, ?string $dit = null): array
{
    return [
        'id' => 'urn:uuid:' . uuid(),
        'classifiedObject' => $objet,
        'classificationScheme' => "urn:uuid:$schema",
        'nodeRepresentation' => $valeur,
        'Slot' => [slot('codingScheme', $systeme)],
        'Name' => libelle($dit ?? $valeur),
    ];
}

/** A submission set that brings no document. */
function lot(): array
{
    global $ici, $cx;
    $nom = 'Lot01';
    $auteur = [
        'id' => 'auteur',
        'classifiedObject' => $nom,
        'classificationScheme' => 'urn:uuid:a7058bb9-b4e4-4307-ba5b-e3f0ab85e12d',
        'nodeRepresentation' => '',
        'Slot' => slots($ici->auteur),
    ];
    $noeud = ['id' => 'noeud', 'classifiedObject' => $nom, 'classificationNode' => 'urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd'];
    $identifiant = fn ($schema, $valeur, $quoi) => [
        'id' => "ei-$quoi",
        'registryObject' => $nom,
        'identificationScheme' => "urn:uuid:$schema",
        'value' => $valeur,
        'Name' => libelle("XDSSubmissionSet.$quoi"),
    ];
    return [
        'id' => $nom,
        'Slot' => [slot('submissionTime', '20260115090000')],
        'Name' => libelle('Gestion'),
        'Classification' => [$auteur, code($nom, 'aa543740-bdda-424e-8c96-df4873be8500', '04', '1.2.250.1.213.2.2'), $noeud],
        'ExternalIdentifier' => [
            $identifiant('6b5aea1a-874d-4603-a4bc-96a0a7b38446', $cx, 'patientId'),
            $identifiant('554ac39e-e3fe-47fe-b233-965d2a147832', RACINE, 'sourceId'),
            $identifiant('96fdda7c-d067-4183-912e-bf5ee74998a8', '2.25.' . random_int(1, PHP_INT_MAX), 'uniqueId'),
        ],
    ];
}

function statut(object $reponse): string
{
    $morceaux = explode(':', $reponse->status);
    $erreurs = array_map(fn ($e) => $e->errorCode, $reponse->RegistryErrorList->RegistryError ?? []);
    return implode(' ', [end($morceaux), ...$erreurs]);
}

function soumettre(string $transaction, string $genre, string $cible, array $dits, array $objets = []): void
{
    global $registre;
    $association = [
        'id' => 'association',
        'associationType' => $genre,
        'sourceObject' => 'Lot01',
        'targetObject' => $cible,
        'Slot' => slots($dits),
    ];
    $message = ['RegistryObjectList' => ['RegistryPackage' => [lot()]] + $objets + ['Association' => [$association]]];
    $reponse = $registre->appeler('DocumentRegistry_UpdateDocumentSet', 'urn:ihe:iti:2010:UpdateDocumentSet', $message);
    dire($transaction, statut($reponse));
}

function changer_etat(string $transaction, string $entree, string $de, string $vers): void
{
    $genre = 'urn:ihe:iti:2010:AssociationType:UpdateAvailabilityStatus';
    soumettre($transaction, $genre, $entree, ['OriginalStatus' => $de, 'NewStatus' => $vers]);
}

function chercher(): object
{
    global $registre, $cx;
    $reponse = $registre->appeler('DocumentRegistry_RegistryStoredQuery', 'urn:ihe:iti:2007:RegistryStoredQuery', [
        'ResponseOption' => ['returnType' => 'LeafClass', 'returnComposedObjects' => true],
        'AdhocQuery' => [
            'id' => 'urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d',
            'Slot' => slots(['$XDSDocumentEntryPatientId' => "'$cx'", '$XDSDocumentEntryStatus' => "('" . APPROUVE . "')"]),
        ],
    ]);
    $trouves = $reponse->RegistryObjectList->ExtrinsicObject;
    dire('TD3.1', statut($reponse), count($trouves));
    return $trouves[0];
}

function consulter(object $entree): void
{
    global $depot;
    $un = fn (array $parmi, callable $est) => array_values(array_filter($parmi, $est))[0];
    $entrepot = $un($entree->Slot, fn ($s) => $s->name === 'repositoryUniqueId')->ValueList->Value[0];
    $schema = 'urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab';
    $unique = $un($entree->ExternalIdentifier, fn ($e) => $e->identificationScheme === $schema)->value;
    $demande = ['DocumentRequest' => [['RepositoryUniqueId' => $entrepot, 'DocumentUniqueId' => $unique]]];
    $reponse = $depot->appeler('DocumentRepository_RetrieveDocumentSet', 'urn:ihe:iti:2007:RetrieveDocumentSet', $demande);
    $rendu = $reponse->DocumentResponse[0];
    dire('TD3.2', statut($reponse->RegistryResponse), $rendu->mimeType, strlen($rendu->Document));
}

/** The entry as it was read, and one code more. */
function masquer(object $entree): void
{
    $version = $entree->VersionInfo->versionName;
    $entree->id = 'Document01';
    foreach ($entree->Classification as $classification) {
        $classification->classifiedObject = 'Document01';
    }
    foreach ($entree->ExternalIdentifier as $identifiant) {
        $identifiant->registryObject = 'Document01';
    }
    $schema = 'f4f85eac-e6cb-4883-b524-f2705394840f';
    $entree->Classification[] = code('Document01', $schema, 'MASQUE_PS', '1.2.250.1.213.1.1.4.13', 'Masqué aux professionnels');
    $genre = 'urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember';
    $dits = ['SubmissionSetStatus' => 'Original', 'PreviousVersion' => $version];
    soumettre('TD3.3a', $genre, 'Document01', $dits, ['ExtrinsicObject' => [$entree]]);
}

/** The lot of the test, as it is. */
function alimenter(): void
{
    global $ici, $depot;
    $documents = $ici->documents;
    $lot = preg_replace_callback('~<xop:Include[^>]*/>~', function () use (&$documents) {
        return base64_encode(file_get_contents(array_shift($documents)));
    }, file_get_contents($ici->lot));
    $action = 'urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b';
    dire('TD2.1', statut($depot->appeler('DocumentRepository_ProvideAndRegisterDocumentSet-b', $action, new SoapVar($lot, XSD_ANYXML))));
}

demographie('TD0.2', 'TEST_EXST');
$espace = 'urn:si-dmp-habilitations:HabilitationsEndPoint';
dire('TD0.3', $habilitations->appeler('setAuthorization', "$espace:setAuthorization", ['action' => 'AJOUT'])->output->status);
$demande = ['startDate' => '20200101000000', 'dateType' => 'LASTDOC'];
$dmp = $liste->appeler('patientList', 'urn:si-dmp-patients:PatientSpecificEndPoint:patientList', $demande)->output;
dire('TD0.4', $dmp->status, count($dmp->patientlistData));
sans_ins();
demographie('TD1.3a', 'CNSLT_DATA');
$autorises = $habilitations->appeler('listAuthorizationByPatient', "$espace:listAuthorizationByPatient", ['mode' => 'TOUTE'])->output;
dire('TD1.6', $autorises->status, count($autorises->listOfAuthorizationByPatient));
alimenter();
$entree = chercher();
consulter($entree);
masquer($entree);
$id = chercher()->id;
changer_etat('TD3.3d', $id, APPROUVE, ARCHIVE);
changer_etat('TD3.3d', $id, ARCHIVE, APPROUVE);
changer_etat('TD3.3c', $id, APPROUVE, SUPPRIME);
