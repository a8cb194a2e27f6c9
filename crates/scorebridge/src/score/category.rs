//! Categories of recommendations (S08).

use serde::{Deserialize, Serialize};

/// The five categories. The source document says Devices where Graph says Device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Category {
    /// Accounts and sign-in.
    Identity,
    /// Computers and phones; Graph says `Device`.
    Devices,
    /// Applications.
    Apps,
    /// Documents and mail.
    Data,
    /// Servers and networks.
    Infrastructure,
}

impl Category {
    /// In the order pages show them.
    pub const ALL: [Self; 5] = [Self::Identity, Self::Devices, Self::Apps, Self::Data, Self::Infrastructure];

    /// The word that is stored and sent to ServiceNow.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Identity => "Identity",
            Self::Devices => "Devices",
            Self::Apps => "Apps",
            Self::Data => "Data",
            Self::Infrastructure => "Infrastructure",
        }
    }

    /// Reads the word in any case, singular or plural.
    pub fn parse(text: &str) -> Option<Self> {
        match text.to_ascii_lowercase().as_str() {
            "identity" => Some(Self::Identity),
            "device" | "devices" => Some(Self::Devices),
            "app" | "apps" => Some(Self::Apps),
            "data" => Some(Self::Data),
            "infrastructure" => Some(Self::Infrastructure),
            _ => None,
        }
    }
}
