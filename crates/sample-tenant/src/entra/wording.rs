//! The few sentences of the sign-in pages, in English and Dutch, and the choice between the two.

use axum::http::{HeaderMap, header};

use crate::people::DirectoryRole;

/// The sentences of one language.
pub(crate) struct Wording {
    pub(crate) language: &'static str,
    pub(crate) product: &'static str,
    pub(crate) sign_in_title: &'static str,
    pub(crate) sign_in_lead: &'static str,
    pub(crate) people: &'static str,
    pub(crate) cancel: &'static str,
    pub(crate) note: &'static str,
    pub(crate) other_language: &'static Other,
    pub(crate) refusal_title: &'static str,
    pub(crate) refusal_lead: &'static str,
    pub(crate) signed_out_title: &'static str,
    pub(crate) signed_out_lead: &'static str,
    pub(crate) front_lead: &'static str,
    pub(crate) front_endpoints: &'static str,
    roles: [&'static str; 3],
}

/// The way to the other language.
pub(crate) struct Other {
    pub(crate) language: &'static str,
    pub(crate) name: &'static str,
}

const ENGLISH: Wording = Wording {
    language: "en",
    product: "Sample tenant",
    sign_in_title: "Choose who signs in",
    sign_in_lead: "to continue to",
    people: "People of this tenant",
    cancel: "Cancel",
    note: "This is a sample tenant for trying things out. Nobody has a password here.",
    other_language: &Other { language: "nl", name: "Nederlands" },
    refusal_title: "This sign-in cannot continue",
    refusal_lead: "The application that sent you here made a request that the tenant refused:",
    signed_out_title: "You are signed out",
    signed_out_lead: "You can close this page.",
    front_lead: "A Microsoft tenant to try things with: tokens, sign-in and Secure Score. All of its data is made up.",
    front_endpoints: "What answers here",
    roles: ["Security administrator", "Security reader", "No role in this directory"],
};

const DUTCH: Wording = Wording {
    language: "nl",
    product: "Voorbeeldtenant",
    sign_in_title: "Kies wie zich aanmeldt",
    sign_in_lead: "om door te gaan naar",
    people: "Personen in deze tenant",
    cancel: "Annuleren",
    note: "Dit is een voorbeeldtenant om dingen uit te proberen. Niemand heeft hier een wachtwoord.",
    other_language: &Other { language: "en", name: "English" },
    refusal_title: "Deze aanmelding kan niet doorgaan",
    refusal_lead: "De toepassing die u hierheen stuurde, deed een verzoek dat de tenant weigerde:",
    signed_out_title: "U bent afgemeld",
    signed_out_lead: "U kunt deze pagina sluiten.",
    front_lead: "Een Microsoft-tenant om mee te proberen: tokens, aanmelden en Secure Score. Alle gegevens zijn verzonnen.",
    front_endpoints: "Wat hier antwoordt",
    roles: ["Beveiligingsbeheerder", "Beveiligingslezer", "Geen rol in deze directory"],
};

impl Wording {
    /// The language asked for in `ui_locales`, else the browser's preference, else English.
    pub(crate) fn for_request(ui_locales: Option<&str>, headers: &HeaderMap) -> &'static Self {
        let asked = ui_locales.into_iter().flat_map(|tags| tags.split(' ')).find_map(Self::for_tag);
        asked.or_else(|| Self::preferred(headers)).unwrap_or(&ENGLISH)
    }

    fn for_tag(tag: &str) -> Option<&'static Self> {
        match tag.split('-').next()?.to_ascii_lowercase().as_str() {
            "en" => Some(&ENGLISH),
            "nl" => Some(&DUTCH),
            _ => None,
        }
    }

    /// The known language of the highest weight in `Accept-Language` (RFC 9110 section 12.5.4).
    fn preferred(headers: &HeaderMap) -> Option<&'static Self> {
        let value = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
        let mut known: Vec<(f32, &'static Self)> = value
            .split(',')
            .filter_map(|entry| {
                let (tag, weight) = entry.split_once(";q=").unwrap_or((entry, "1"));
                Some((weight.trim().parse().ok()?, Self::for_tag(tag.trim())?))
            })
            .collect();
        known.sort_by(|a, b| b.0.total_cmp(&a.0));
        known.first().map(|(_, wording)| *wording)
    }

    pub(crate) fn role(&self, role: DirectoryRole) -> &'static str {
        match role {
            DirectoryRole::SecurityAdministrator => self.roles[0],
            DirectoryRole::SecurityReader => self.roles[1],
            DirectoryRole::None => self.roles[2],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_language_asked_for_then_the_browsers_then_english() {
        let language = |ui_locales, accept: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, accept.parse().unwrap());
            Wording::for_request(ui_locales, &headers).language
        };
        assert_eq!(language(Some("fr nl-BE en"), "en"), "nl");
        assert_eq!(language(None, "de, en;q=0.3, nl-NL;q=0.8"), "nl");
        assert_eq!(language(Some("fr"), "de"), "en");
        assert_eq!(language(None, "nl;q=x, en"), "en");
    }
}
