//! What is checked, in the order of the page: a check presumes the ones before it in its area.

use serde::{Deserialize, Serialize};

use super::Topic;

/// The part of the way that a check belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Area {
    /// The way to the instance, and whether it answers.
    Way,
    /// Client, user and authorization.
    Access,
    /// What tickets need.
    Tickets,
    /// Microsoft Graph.
    Graph,
}

impl Area {
    /// All areas, in order.
    pub const ALL: [Self; 4] = [Self::Way, Self::Access, Self::Tickets, Self::Graph];

    /// Key word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Way => "way",
            Self::Access => "access",
            Self::Tickets => "tickets",
            Self::Graph => "graph",
        }
    }

    /// Its checks, in order.
    pub fn checks(self) -> impl Iterator<Item = CheckName> {
        CheckName::ALL.into_iter().filter(move |name| name.area() == self)
    }
}

macro_rules! checks {
    ($count:literal; $($(#[doc = $doc:literal])+ $name:ident = $word:literal, $area:ident, $topic:ident;)+) => {
        /// One thing that must be right.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum CheckName {
            $($(#[doc = $doc])+ #[serde(rename = $word)] $name,)+
        }

        impl CheckName {
            /// All, in order.
            pub const ALL: [Self; $count] = [$(Self::$name),+];

            /// Key word; also the suffix of its catalogue keys (`check-...`).
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// The part of the way it belongs to.
            pub fn area(self) -> Area {
                match self { $(Self::$name => Area::$area,)+ }
            }

            /// The topic of the help about it.
            pub fn topic(self) -> Topic {
                match self { $(Self::$name => Topic::$topic,)+ }
            }
        }
    };
}

checks! { 35;
    /// The configuration lets us call the host of the instance.
    HostAllowed = "host-allowed", Way, Network;
    /// The name of the instance has public addresses.
    NameLookup = "name-lookup", Way, Network;
    /// The proxy, where there is one, lets calls pass.
    Proxy = "proxy", Way, Network;
    /// The certificate is trusted.
    Certificate = "certificate", Way, Network;
    /// IP filtering lets us in (S28).
    AddressAllowed = "address-allowed", Way, IpFiltering;
    /// The instance is not hibernating.
    Awake = "awake", Way, Asleep;
    /// The instance is not in maintenance.
    InService = "in-service", Way, Asleep;
    /// The instance answers as ServiceNow. Fails with the cause that one of the checks before it names.
    InstanceReachable = "instance-reachable", Way, Network;
    /// It answers within seconds.
    AnswerTime = "answer-time", Way, Network;
    /// The clocks agree.
    Clock = "clock", Way, Network;
    /// Kingston or higher (S04).
    Release = "release", Way, Release;
    /// The connector app's columns are there.
    ConnectorApp = "connector-app", Access, OauthEntityRefused;
    /// The token endpoint knows the client.
    OauthClient = "oauth-client", Access, OauthEntity;
    /// The OAuth entity is present and right (S24).
    OauthEntity = "oauth-entity", Access, OauthEntity;
    /// The table of OAuth entities is open to other scopes (S23).
    TableAccess = "table-access", Access, OauthEntityRefused;
    /// The registered redirect URL is ours.
    RedirectUrl = "redirect-url", Access, OauthEntity;
    /// Whether single sign-on stands before the sign-in page (S27).
    SingleSignOn = "single-sign-on", Access, SingleSignOn;
    /// The integration user exists, is active and not locked out (S26).
    IntegrationUser = "integration-user", Access, IntegrationUser;
    /// It may sign in to pages, as the consent needs.
    InteractiveSignIn = "interactive-sign-in", Access, SignIn;
    /// It has the roles that tickets need.
    Roles = "roles", Access, Rights;
    /// We hold a working token of that user, and of nobody else (S11).
    Authorization = "authorization", Access, SignIn;
    /// Incidents can be read with every field that the portal reads.
    ReadIncidents = "read-incidents", Tickets, Rights;
    /// Change requests likewise.
    ReadChanges = "read-changes", Tickets, Rights;
    /// The sync's table likewise.
    ReadTasks = "read-tasks", Tickets, Rights;
    /// Tickets can be made.
    CreateTickets = "create-tickets", Tickets, Rights;
    /// No data policy demands fields that tickets from here do not have.
    MandatoryFields = "mandatory-fields", Tickets, MandatoryFields;
    /// The names of states can be read.
    Choices = "choices", Tickets, Rights;
    /// Notes can be read.
    Journal = "journal", Tickets, Rights;
    /// No rate limit rule is narrower than what the portal needs.
    RateLimit = "rate-limit", Tickets, RateLimits;
    /// Tickets can be read: the first sync ended.
    FirstSync = "first-sync", Tickets, NoCards;
    /// Cards and Share are on (S29).
    CardsAndSharing = "cards-and-sharing", Tickets, NoCards;
    /// Entra gives the application a token: tenant, cloud, application and secret are right.
    GraphApplication = "graph-application", Graph, Graph;
    /// How long the application's secret lasts.
    GraphSecret = "graph-secret", Graph, Graph;
    /// The token carries the permission: it was granted, with an administrator's consent.
    GraphPermission = "graph-permission", Graph, Graph;
    /// Graph answers with Secure Score, and does not throttle us.
    SecureScore = "secure-score", Graph, Graph;
}

impl CheckName {
    /// Those that provisioning waits for (S29), in order.
    pub const PROVISIONING: [Self; 8] = [
        Self::InstanceReachable,
        Self::Release,
        Self::ConnectorApp,
        Self::OauthClient,
        Self::IntegrationUser,
        Self::Authorization,
        Self::FirstSync,
        Self::CardsAndSharing,
    ];

    /// What must be right before anything can be told of it, beside the way to the instance: checked again with it.
    pub fn presumes(self) -> &'static [Self] {
        match (self, self.area()) {
            (Self::CardsAndSharing, _) => &Self::PROVISIONING,
            (Self::Authorization, _) | (_, Area::Way) => &[],
            (_, Area::Access | Area::Tickets) => &[Self::Authorization],
            (Self::GraphPermission, _) => &[Self::GraphApplication],
            (Self::SecureScore, _) => &[Self::GraphApplication, Self::GraphPermission],
            (_, Area::Graph) => &[],
        }
    }

    /// Reads the key word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.as_str() == text)
    }

    /// Whether provisioning waits for it.
    pub fn is_of_provisioning(self) -> bool {
        Self::PROVISIONING.contains(&self)
    }
}
