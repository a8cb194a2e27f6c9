//! The topics of the help on troubleshooting (S23 to S29 and what the doctor finds beside them), and the error texts
//! that people paste.

use crate::connection::{recognise, way_out};
use crate::message::Message;

macro_rules! topics {
    ($count:literal; $($(#[doc = $doc:literal])+ $name:ident = $word:literal;)+) => {
        /// A topic; its text lies under `help/{language}/troubleshooting/`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Topic {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Topic {
            /// All, in the order of the page.
            pub const ALL: [Self; $count] = [$(Self::$name),+];

            /// Its name in addresses and files.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }
        }
    };
}

topics! { 15;
    /// The first step of the checklist fails (S23).
    OauthEntityRefused = "oauth-entity-refused";
    /// Find and validate the OAuth entity (S24).
    OauthEntity = "oauth-entity";
    /// Sign in as the integration user (S25).
    SignIn = "sign-in";
    /// Find and validate the integration user (S26).
    IntegrationUser = "integration-user";
    /// Single sign-on (S27).
    SingleSignOn = "single-sign-on";
    /// IP filtering (S28).
    IpFiltering = "ip-filtering";
    /// No cards, no sharing (S29).
    NoCards = "no-cards";
    /// Name, certificate, proxy, clock.
    Network = "network";
    /// Hibernating or in maintenance.
    Asleep = "asleep";
    /// A release before Kingston.
    Release = "release";
    /// Missing roles and hidden records.
    Rights = "rights";
    /// Fields that the instance demands.
    MandatoryFields = "mandatory-fields";
    /// Rate limits and full queues.
    RateLimits = "rate-limits";
    /// Answers that were lost.
    LostAnswers = "lost-answers";
    /// Secure Score cannot be read.
    Graph = "graph";
}

/// The topic of a problem that something else than a check met: a ticket, the callback, a pasted text.
impl Topic {
    /// Where a problem is explained.
    pub fn of_problem(problem: &Message) -> Option<Self> {
        let key = problem.key.strip_prefix("problem-")?;
        let key = key.strip_suffix("-unnamed").unwrap_or(key);
        Some(match key {
            "cross-scope" | "table-access" => Self::OauthEntityRefused,
            "client-wrong"
            | "client-missing"
            | "code-refused"
            | "entity-inactive"
            | "authorization-no-code"
            | "authorization-refused"
            | "redirect"
            | "redirect-refused"
            | "redirect-silent" => Self::OauthEntity,
            "wrong-user"
            | "administrator-account"
            | "not-authorized"
            | "authorization-expired"
            | "unauthorized"
            | "web-service-only" => Self::SignIn,
            "single-sign-on" => Self::SingleSignOn,
            "address-blocked" | "address-blocked-unlisted" => Self::IpFiltering,
            "hibernating" | "maintenance" => Self::Asleep,
            "release-old" | "release-unknown" => Self::Release,
            "data-policy" | "policies" | "business-rule" => Self::MandatoryFields,
            "rate-limited" | "rate-limit-low" | "queue-full" | "slow" => Self::RateLimits,
            "unclear" | "cancelled" | "interrupted" => Self::LostAnswers,
            "dns" | "connect" | "timeout" | "host-not-allowed" | "private-address" | "not-servicenow"
            | "clock" => Self::Network,
            key if key.starts_with("tls") || key.starts_with("proxy") => Self::Network,
            key if key.starts_with("graph") => Self::Graph,
            key if key.starts_with("acl") || key.ends_with("hidden") || key.starts_with("api") => {
                Self::Rights
            }
            _ => return None,
        })
    }
}

/// Words that give a topic away, in lower case; the first that is found decides.
const SIGNS: [(&str, Topic); 29] = [
    ("redirect_uri", Topic::OauthEntity),
    ("redirect uri", Topic::OauthEntity),
    ("invalid_client", Topic::OauthEntity),
    ("missing state parameter", Topic::OauthEntity),
    ("application registr", Topic::OauthEntity),
    ("not you", Topic::SignIn),
    ("bent u dit niet", Topic::SignIn),
    ("not authenticated", Topic::SignIn),
    ("access_denied", Topic::SignIn),
    ("invalid_grant", Topic::SignIn),
    ("locked out", Topic::IntegrationUser),
    ("user name or password invalid", Topic::IntegrationUser),
    ("single sign-on", Topic::SingleSignOn),
    ("eenmalige aanmelding", Topic::SingleSignOn),
    ("saml", Topic::SingleSignOn),
    ("identity provider", Topic::SingleSignOn),
    ("access restricted", Topic::IpFiltering),
    ("ip address", Topic::IpFiltering),
    ("ip-adres", Topic::IpFiltering),
    ("hibernat", Topic::Asleep),
    ("currently offline", Topic::Asleep),
    ("maintenance", Topic::Asleep),
    ("rate limit", Topic::RateLimits),
    ("too many requests", Topic::RateLimits),
    ("aadsts", Topic::Graph),
    ("securityevents", Topic::Graph),
    ("certificate", Topic::Network),
    ("don't see tickets", Topic::NoCards),
    ("can't share", Topic::NoCards),
];

/// The topic of a pasted error text (S23 to S29), with what it means and the way out where that is certain.
pub fn recognise_pasted(words: &str) -> Option<(Topic, Option<(Message, Message)>)> {
    if let Some(problem) = recognise(words) {
        let way_out = way_out(&problem);
        return Topic::of_problem(&problem).map(|topic| (topic, Some((problem, way_out))));
    }
    let lower = words.to_lowercase();
    SIGNS.iter().find(|(sign, _)| lower.contains(sign)).map(|(_, topic)| (*topic, None))
}
