//! The forms of the steps, and what can be wrong with them.

use secrecy::SecretString;
use serde::{Deserialize, Deserializer};

use crate::message::Message;
use crate::web::components::FieldErrors;

/// Longest address of an instance, in characters (a DNS name with scheme and port).
const INSTANCE_MAX: usize = 270;
/// Longest user name (`sys_user.user_name`), in characters.
const USER_MAX: usize = 40;
/// Longest client id, in characters.
const CLIENT_ID_MAX: usize = 100;
/// Longest client secret, in characters.
const SECRET_MAX: usize = 500;

/// One wrong field.
pub(super) fn error(field: &str, key: &str) -> FieldErrors {
    let mut errors = FieldErrors::default();
    errors.push(field, Message::new(key));
    errors
}

/// A form without fields of its own.
#[derive(Deserialize)]
pub(crate) struct NoFields {}

/// Step 1.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct InstanceForm {
    pub(super) instance: String,
}

impl InstanceForm {
    /// The address as typed, if it can be one at all.
    pub(super) fn parse(&self) -> Result<&str, FieldErrors> {
        let instance = self.instance.trim();
        if instance.is_empty() {
            return Err(error("instance", "setup-error-instance-empty"));
        }
        if instance.chars().count() > INSTANCE_MAX {
            return Err(error("instance", "setup-error-instance-long"));
        }
        Ok(instance)
    }
}

/// Step 2.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ChecklistForm {
    pub(super) user: String,
}

impl ChecklistForm {
    /// The user name.
    pub(super) fn parse(&self) -> Result<String, FieldErrors> {
        let user = self.user.trim();
        if user.is_empty() {
            return Err(error("user", "setup-error-user-empty"));
        }
        if user.chars().count() > USER_MAX {
            return Err(error("user", "setup-error-user-long"));
        }
        Ok(user.to_owned())
    }
}

/// Step 3.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct ClientForm {
    pub(super) client_id: String,
    #[serde(deserialize_with = "secret")]
    client_secret: SecretString,
    r#do: String,
}

impl ClientForm {
    /// Whether "Check" was pressed, not "Save and continue".
    pub(super) fn only_check(&self) -> bool {
        self.r#do == "check"
    }

    /// Client id, and the secret unless the saved one stays.
    pub(super) fn parse(&self, is_saved: bool) -> Result<(String, Option<SecretString>), FieldErrors> {
        use secrecy::ExposeSecret as _;
        let id = self.client_id.trim();
        let secret = self.client_secret.expose_secret().trim();
        let mut errors = FieldErrors::default();
        if id.is_empty() {
            errors.push("client_id", Message::new("setup-error-client-id-empty"));
        } else if id.len() > CLIENT_ID_MAX || !id.chars().all(is_id_character) {
            errors.push("client_id", Message::new("setup-error-client-id-invalid"));
        }
        if secret.is_empty() && !is_saved {
            errors.push("client_secret", Message::new("setup-error-client-secret-empty"));
        } else if secret.chars().count() > SECRET_MAX {
            errors.push("client_secret", Message::new("setup-error-client-secret-long"));
        }
        if errors.is_empty() {
            let secret = (!secret.is_empty()).then(|| SecretString::from(secret.to_owned()));
            Ok((id.to_owned(), secret))
        } else {
            Err(errors)
        }
    }
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SecretString, D::Error> {
    String::deserialize(deserializer).map(SecretString::from)
}

fn is_id_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')
}
