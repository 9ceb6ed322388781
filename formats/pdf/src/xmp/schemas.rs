//! The properties that XMP defines, and whether those of a packet are used as they are defined (6.7.2, 6.7.9).
//!
//! Source of the table: XMP Specification, January 2004, chapter 4 (« XMP Schemas »), the edition that ISO 19005-1 names. What later
//! editions add (`xmp:Label`, `xmp:Rating`, `xmpTPg:Fonts`, `xmpDM`, `crs`, `aux`…) is not in it, and wants an extension schema.

use super::extension::Extensions;
use super::modele::Propriete;
use super::types::{Propres, convient};
use crate::lecture::Carnet;
use crate::pdf::Nature;

const EXTENSION: &str = "http://www.aiim.org/pdfa/ns/extension/";

/// A schema: its namespace, then each type and the properties that have it.
type Schema = (&'static str, &'static [(&'static str, &'static [&'static str])]);

const SCHEMAS: &[Schema] = &[
    (
        "http://www.aiim.org/pdfa/ns/id/",
        &[("Integer", &["part"]), ("Text", &["amd", "conformance"])],
    ),
    (
        "http://purl.org/dc/elements/1.1/",
        &[
            ("bag ProperName", &["contributor", "publisher"]),
            ("Text", &["coverage", "identifier", "source"]),
            ("seq ProperName", &["creator"]),
            ("seq Date", &["date"]),
            ("Lang Alt", &["description", "rights", "title"]),
            ("MIMEType", &["format"]),
            ("bag Locale", &["language"]),
            ("bag Text", &["relation", "subject", "type"]),
        ],
    ),
    (
        "http://ns.adobe.com/xap/1.0/",
        &[
            ("bag XPath", &["Advisory"]),
            ("URL", &["BaseURL"]),
            ("Date", &["CreateDate", "MetadataDate", "ModifyDate"]),
            ("AgentName", &["CreatorTool"]),
            ("bag Text", &["Identifier"]),
            ("Text", &["Nickname"]),
            ("alt Thumbnail", &["Thumbnails"]),
        ],
    ),
    (
        "http://ns.adobe.com/xap/1.0/rights/",
        &[
            ("URL", &["Certificate", "WebStatement"]),
            ("Boolean", &["Marked"]),
            ("bag ProperName", &["Owner"]),
            ("Lang Alt", &["UsageTerms"]),
        ],
    ),
    (
        "http://ns.adobe.com/xap/1.0/mm/",
        &[
            ("ResourceRef", &["DerivedFrom", "ManagedFrom", "RenditionOf"]),
            ("URI", &["DocumentID", "InstanceID", "ManageTo", "ManageUI"]),
            ("seq ResourceEvent", &["History"]),
            ("AgentName", &["Manager"]),
            ("Text", &["ManagerVariant", "RenditionParams", "VersionID"]),
            ("RenditionClass", &["RenditionClass"]),
            ("seq Version", &["Versions"]),
            ("URL", &["LastURL"]),
            ("Integer", &["SaveID"]),
        ],
    ),
    ("http://ns.adobe.com/xap/1.0/bj/", &[("bag Job", &["JobRef"])]),
    (
        "http://ns.adobe.com/xap/1.0/t/pg/",
        &[("Dimensions", &["MaxPageSize"]), ("Integer", &["NPages"])],
    ),
    (
        "http://ns.adobe.com/pdf/1.3/",
        &[("Text", &["Keywords", "PDFVersion"]), ("AgentName", &["Producer"])],
    ),
    (
        "http://ns.adobe.com/photoshop/1.0/",
        &[
            (
                "Text",
                &[
                    "AuthorsPosition",
                    "Category",
                    "City",
                    "Country",
                    "Credit",
                    "Headline",
                    "Instructions",
                    "Source",
                    "State",
                    "SupplementalCategories",
                    "TransmissionReference",
                ],
            ),
            ("ProperName", &["CaptionWriter"]),
            ("Date", &["DateCreated"]),
            ("Integer", &["Urgency"]),
        ],
    ),
    (
        "http://ns.adobe.com/tiff/1.0/",
        &[
            (
                "Integer",
                &[
                    "ImageWidth",
                    "ImageLength",
                    "Compression",
                    "PhotometricInterpretation",
                    "Orientation",
                    "SamplesPerPixel",
                    "PlanarConfiguration",
                    "YCbCrPositioning",
                    "ResolutionUnit",
                ],
            ),
            ("seq Integer", &["BitsPerSample", "YCbCrSubSampling", "TransferFunction"]),
            ("Rational", &["XResolution", "YResolution"]),
            (
                "seq Rational",
                &["WhitePoint", "PrimaryChromaticities", "YCbCrCoefficients", "ReferenceBlackWhite"],
            ),
            ("Date", &["DateTime"]),
            ("Lang Alt", &["ImageDescription", "Copyright"]),
            ("ProperName", &["Make", "Model", "Artist"]),
            ("AgentName", &["Software"]),
        ],
    ),
    (
        "http://ns.adobe.com/exif/1.0/",
        &[
            (
                "Text",
                &[
                    "ExifVersion",
                    "FlashpixVersion",
                    "MakerNote",
                    "RelatedSoundFile",
                    "SpectralSensitivity",
                    "ImageUniqueID",
                    "GPSVersionID",
                    "GPSSatellites",
                    "GPSStatus",
                    "GPSSpeedRef",
                    "GPSTrackRef",
                    "GPSImgDirectionRef",
                    "GPSMapDatum",
                    "GPSDestBearingRef",
                    "GPSDestDistanceRef",
                    "GPSProcessingMethod",
                    "GPSAreaInformation",
                ],
            ),
            (
                "Integer",
                &[
                    "ColorSpace",
                    "PixelXDimension",
                    "PixelYDimension",
                    "ExposureProgram",
                    "MeteringMode",
                    "LightSource",
                    "FocalPlaneResolutionUnit",
                    "SensingMethod",
                    "FileSource",
                    "SceneType",
                    "CustomRendered",
                    "ExposureMode",
                    "WhiteBalance",
                    "FocalLengthIn35mmFilm",
                    "SceneCaptureType",
                    "GainControl",
                    "Contrast",
                    "Saturation",
                    "Sharpness",
                    "SubjectDistanceRange",
                    "GPSAltitudeRef",
                    "GPSMeasureMode",
                    "GPSDifferential",
                ],
            ),
            (
                "seq Integer",
                &["ComponentsConfiguration", "ISOSpeedRatings", "SubjectArea", "SubjectLocation"],
            ),
            (
                "Rational",
                &[
                    "CompressedBitsPerPixel",
                    "ExposureTime",
                    "FNumber",
                    "ShutterSpeedValue",
                    "ApertureValue",
                    "BrightnessValue",
                    "ExposureBiasValue",
                    "MaxApertureValue",
                    "SubjectDistance",
                    "FocalLength",
                    "FlashEnergy",
                    "FocalPlaneXResolution",
                    "FocalPlaneYResolution",
                    "ExposureIndex",
                    "DigitalZoomRatio",
                    "GPSAltitude",
                    "GPSDOP",
                    "GPSSpeed",
                    "GPSTrack",
                    "GPSImgDirection",
                    "GPSDestBearing",
                    "GPSDestDistance",
                ],
            ),
            ("Lang Alt", &["UserComment"]),
            ("Date", &["DateTimeOriginal", "DateTimeDigitized", "GPSTimeStamp"]),
            ("OECF/SFR", &["OECF", "SpatialFrequencyResponse"]),
            ("Flash", &["Flash"]),
            ("CFAPattern", &["CFAPattern"]),
            ("DeviceSettings", &["DeviceSettingDescription"]),
            (
                "GPSCoordinate",
                &["GPSLatitude", "GPSLongitude", "GPSDestLatitude", "GPSDestLongitude"],
            ),
        ],
    ),
];

/// The type of a property that XMP defines.
fn predefini(espace: &str, nom: &str) -> Option<&'static str> {
    let (_, types) = SCHEMAS.iter().find(|(e, _)| *e == espace)?;
    types.iter().find(|(_, noms)| noms.contains(&nom)).map(|(t, _)| *t)
}

/// Holds each property against its definition: that of the packet itself, else that of XMP.
pub(super) fn juger(proprietes: &[Propriete], extensions: &Extensions, lieu: &str, carnet: &mut Carnet) {
    let aucun = Propres::new();
    for p in proprietes.iter().filter(|p| !p.est(EXTENSION, "schemas")) {
        let (sorte, propres) = match extensions.sorte(&p.espace, &p.nom) {
            Some((sorte, propres)) => (sorte, propres),
            None => match predefini(&p.espace, &p.nom) {
                Some(sorte) => (sorte, &aucun),
                None => {
                    let quoi = format!(
                        "{} ({}) n'est définie ni par XMP 2004 ni par un schéma d'extension",
                        p.ecrite(),
                        p.espace
                    );
                    carnet.noter(Nature::XmpPropriete, lieu, quoi);
                    continue;
                }
            },
        };
        if !convient(&p.valeur, sorte, propres) {
            let quoi = format!("{} : {}, là où le type est « {sorte} »", p.ecrite(), p.valeur.sorte());
            carnet.noter(Nature::XmpPropriete, lieu, quoi);
        }
    }
}
