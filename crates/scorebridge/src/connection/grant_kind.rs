//! How a connection comes by its tokens (protocol section 4.3), and whose name the tickets then carry.

use serde::{Deserialize, Serialize};

/// The OAuth grant of a connection.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grant {
    /// The integration user signs in at the instance and allows it. A refresh token renews it for 100 days.
    #[default]
    AuthorizationCode,
    /// Nobody signs in: the instance takes the user that its registration names.
    ClientCredentials,
    /// Nobody signs in: the portal signs who it acts for, and the instance knows the portal's certificate (RFC 7523).
    JwtBearer,
}

impl Grant {
    /// All of them, the usual one first.
    pub const ALL: [Self; 3] = [Self::AuthorizationCode, Self::ClientCredentials, Self::JwtBearer];

    /// Key word in forms and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "authorization-code",
            Self::ClientCredentials => "client-credentials",
            Self::JwtBearer => "jwt-bearer",
        }
    }

    /// Reads the key word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grant| grant.as_str() == text)
    }
}
