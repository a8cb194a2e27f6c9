//! The connector app as the portal hands it out: an update set and a package of ServiceNow's SDK, made of
//! `connector-app/` by `cargo xtask connector`.

/// A file to download.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AppFile {
    /// Ending of its name.
    pub extension: &'static str,
    /// Media type.
    pub kind: &'static str,
    /// Content.
    pub content: &'static [u8],
}

/// The version of the app that is built in.
pub const APP_VERSION: &str = include_str!("../../connector/version");

/// For "Import Update Set from XML".
const UPDATE_SET: AppFile = AppFile {
    extension: "xml",
    kind: "application/xml; charset=utf-8",
    content: include_bytes!("../../connector/ticketing-connector.xml"),
};

/// For `now-sdk install`.
const PACKAGE: AppFile = AppFile {
    extension: "zip",
    kind: "application/zip",
    content: include_bytes!("../../connector/ticketing-connector.zip"),
};

impl AppFile {
    /// All of them.
    pub const ALL: [Self; 2] = [UPDATE_SET, PACKAGE];

    /// Its name, with the version.
    pub fn name(self) -> String {
        format!("ticketing-connector-{APP_VERSION}.{}", self.extension)
    }

    /// The file with this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|file| file.name() == name)
    }
}
