//! The families of releases, in the order of their appearance (protocol section 8).

use std::fmt;

macro_rules! families {
    ($($variant:ident $word:literal $title:literal)*) => {
        /// A family of releases.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Family {
            $(#[doc = $title] $variant,)*
            /// A family that this library does not know, by the word of its build tag.
            Unknown(String),
        }

        impl Family {
            /// The known families, oldest first.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant,)*];

            pub(super) fn from_word(word: &str) -> Self {
                match word {
                    $($word => Self::$variant,)*
                    other => Self::Unknown(other.to_owned()),
                }
            }

            /// The word of the build tag, such as `washingtondc`.
            pub fn word(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)*
                    Self::Unknown(word) => word,
                }
            }
        }

        impl fmt::Display for Family {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self {
                    $(Self::$variant => $title,)*
                    Self::Unknown(word) => word,
                })
            }
        }
    };
}

families! {
    Geneva "geneva" "Geneva"
    Helsinki "helsinki" "Helsinki"
    Istanbul "istanbul" "Istanbul"
    Jakarta "jakarta" "Jakarta"
    Kingston "kingston" "Kingston"
    London "london" "London"
    Madrid "madrid" "Madrid"
    NewYork "newyork" "New York"
    Orlando "orlando" "Orlando"
    Paris "paris" "Paris"
    Quebec "quebec" "Quebec"
    Rome "rome" "Rome"
    SanDiego "sandiego" "San Diego"
    Tokyo "tokyo" "Tokyo"
    Utah "utah" "Utah"
    Vancouver "vancouver" "Vancouver"
    WashingtonDc "washingtondc" "Washington DC"
    Xanadu "xanadu" "Xanadu"
    Yokohama "yokohama" "Yokohama"
    Zurich "zurich" "Zurich"
    Australia "australia" "Australia"
    Brazil "brazil" "Brazil"
}

impl Family {
    /// `None` for a family that is not known.
    pub(super) fn is_kingston_or_higher(&self) -> Option<bool> {
        let place = |family: &Self| Self::KNOWN.iter().position(|known| known == family);
        Some(place(self)? >= place(&Self::Kingston)?)
    }
}
