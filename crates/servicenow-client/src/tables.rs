//! Typed views of the tables that integrations use most (protocol section 5).
//!
//! A view is read from a [`Record`](crate::Record) and owns what it read; it is not for writing,
//! which [`Fields`](crate::Fields) is. Codes that an instance has added stay readable as `Unknown`.

mod change_request;
mod choice;
mod incident;
mod user;

pub use change_request::{ChangeRequest, ChangeState, ChangeType};
pub use choice::Choice;
pub use incident::{Incident, IncidentState, Priority};
pub use user::{CurrentUser, User};

/// An enum over the codes of a choice field.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
            /// A code that the instance has and the standard has not.
            Unknown(String),
        }

        impl $name {
            /// The value for a code, as it is in the raw value of the field.
            pub fn from_code(code: &str) -> Self {
                match code {
                    $($code => Self::$variant,)*
                    other => Self::Unknown(other.to_owned()),
                }
            }

            /// The code, as it is in the raw value of the field.
            pub fn code(&self) -> &str {
                match self {
                    $(Self::$variant => $code,)*
                    Self::Unknown(code) => code,
                }
            }
        }

        impl From<&$name> for crate::FieldValue {
            fn from(value: &$name) -> Self {
                value.code().into()
            }
        }

        impl From<$name> for crate::FieldValue {
            fn from(value: $name) -> Self {
                value.code().into()
            }
        }
    };
}
pub(crate) use codes;
