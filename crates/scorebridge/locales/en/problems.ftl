# What stands in the way, and the way out: each problem has its way out under the same key with -way-out.
# Menu names of the instance stay English in every language. What an instance said is quoted as it said it.

evidence-app-incomplete = Parts of the connector app are missing: { $missing }.
evidence-app-incomplete-way-out = Install the connector app again in the instance. Until then tickets carry these facts in their description.
evidence-app-installed = The connector app’s columns and category are there.
evidence-app-missing = The connector app is not installed.
evidence-app-missing-way-out = Install the connector app in the instance, so that tickets carry source and category in fields of their own. Until then these facts stand in the description.
evidence-authorization-ends = Authorized as { $user }, but the authorization ends in { $days ->
    [one] { $days } day
   *[other] { $days } days
}.
evidence-authorization-ends-way-out = Select Authorize and sign in to the instance as { $user } before it ends.
evidence-authorized = Authorized as { $user }.
evidence-cards-off = Cards and sharing are off.
evidence-cards-off-way-out = Everything before this is right. Select Provision to switch cards and sharing on.
evidence-cards-on = Cards and sharing are on.
evidence-client-known = The instance knows the OAuth client { $client }.
evidence-client-unproven = The token endpoint answers, but does not say whether it knows the OAuth client { $client }.
evidence-client-unproven-way-out = Go on to the authorization: a wrong client ID or secret shows there. Compare both with System OAuth > Application Registry.
evidence-reachable = { $instance } answers.
evidence-release = Release { $release }.
evidence-synced = { $seen ->
    [0] Tickets can be read; nothing changed.
    [one] Tickets can be read; { $seen } record was looked at.
   *[other] Tickets can be read; { $seen } records were looked at.
}
evidence-user = { $user } is active ({ $name }).
evidence-user-inactive = The integration user { $user } is not active.
evidence-user-inactive-way-out = Open User Administration > Users, find { $user } and select Active.
evidence-user-locked = The integration user { $user } is locked out.
evidence-user-locked-way-out = Open User Administration > Users, find { $user } and clear Locked out.
evidence-user-missing = There is no user { $user } in the instance.
evidence-user-missing-way-out = Run step 2 of the installation checklist, or enter the name that the integration user really has.
evidence-waiting = Not looked at yet: something before it comes first.
problem-acl-read = The integration user may not read these records. The instance said: “{ $words }”.
problem-acl-read-way-out = Give the integration user the role itil: User Administration > Users, tab Roles.
problem-acl-write = An access rule of the instance does not let the integration user create this ticket. The instance said: “{ $words }”.
problem-acl-write-way-out = Give the integration user the role itil (or sn_incident_write and sn_change_write): User Administration > Users, tab Roles. Then try again.
problem-address-blocked = The instance does not accept calls from our address.
problem-address-blocked-unlisted = The instance does not accept calls from our address.
problem-address-blocked-unlisted-way-out = Allow the address that the portal calls from under System Security > IP Address Access Control in the instance. Whoever runs the portal knows it.
problem-address-blocked-way-out = Allow { $addresses } under System Security > IP Address Access Control in the instance.
problem-administrator-account = { $found } is an administrator’s account, not an integration user.
problem-administrator-account-way-out = Run step 2 of the installation checklist to make an integration user, and authorize as that user.
problem-api-closed = The instance does not let the integration user use its API. The instance said: “{ $words }”.
problem-api-closed-way-out = Give the integration user the role snc_platform_rest_api_access, and look for REST API access policies that exclude it.
problem-api-missing = The instance does not offer the API that tickets need.
problem-api-missing-way-out = Ask the instance’s administrator whether the Table API is active.
problem-assertion-key = The portal has no usable key for JWT bearer.
problem-assertion-key-way-out = Make a key on the setup page and enter its certificate in ServiceNow.
problem-assertion-refused = ServiceNow refused the signed assertion: { $words }
problem-assertion-refused-way-out = Check in ServiceNow that the registration is a JWT endpoint, that it holds the certificate that the portal shows, that its user field is User ID, that { $user } is active, and that both clocks agree.
problem-authorization-expired = The authorization as { $user } has ended.
problem-authorization-expired-way-out = Select Authorize and sign in to the instance as { $user }. Tickets that wait are sent then.
problem-authorization-no-code = The instance sent the browser back without an answer.
problem-authorization-no-code-way-out = Try again. If it happens again, compare the redirect URL under System OAuth > Application Registry with ours, character by character.
problem-authorization-refused = The instance did not authorize us: “{ $words }”.
problem-authorization-refused-way-out = Compare client ID and redirect URL under System OAuth > Application Registry with ours, character by character. Then try again.
problem-business-rule = The business rule “{ $rule }” of the instance stopped the ticket. The instance said: “{ $words }”.
problem-business-rule-way-out = Ask the instance’s administrator to let tickets of the integration user pass: System Definition > Business Rules. Then try again.
problem-cancelled = The instance ran out of time.
problem-cancelled-way-out = We try again. If it keeps happening, the instance’s administrator finds the cause in the transaction log.
problem-client-credentials-refused = ServiceNow refused the client credentials: { $words }
problem-client-credentials-refused-way-out = Check client ID and secret, that the registration names { $user } as OAuth Application User, and that the property glide.oauth.inbound.client.credential.grant_type.enabled is true.
problem-client-missing = No OAuth client is saved yet.
problem-client-missing-way-out = Enter client ID and client secret from step 3 of the installation checklist.
problem-client-wrong = The instance does not know this OAuth client: “{ $words }”.
problem-client-wrong-way-out = Copy client ID and client secret again from System OAuth > Application Registry.
problem-clock = The clocks of the instance and the portal differ by { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
}.
problem-clock-way-out = Set the clock of the machine that the portal runs on by a time server.
problem-code-refused = The instance did not take the authorization: “{ $words }”.
problem-code-refused-way-out = The reason is one of three: a wrong client secret, a redirect URL that differs from ours, or more than a minute between Allow and the answer. Compare secret and redirect URL under System OAuth > Application Registry, then try again.
problem-connect = { $host } does not accept connections.
problem-connect-way-out = Check that the instance runs and that a firewall lets the portal reach it. We keep trying.
problem-connection-removed = The connection that this ticket was to be sent over was removed.
problem-connection-removed-way-out = Delete this ticket and create it anew over the present connection.
problem-cross-scope = The instance refused: “{ $operation } operation against { $table }” from the scope { $scope }. The instance was customised: by default any administrator may do this.
problem-cross-scope-way-out = Open System Definition > Tables, find { $table }, and under Application Access set Accessible from to All application scopes and select Can read. Then run the step again.
problem-data-policy = The instance demands fields that tickets from here do not have: { $fields }. The instance said: “{ $words }”.
problem-data-policy-way-out = Ask the instance’s administrator to exempt the integration user from the data policy (System Policy > Data Policy), or to give these fields a default value. Then try again.
problem-dns = The name { $host } is not known.
problem-dns-way-out = Check the name of the instance. If it is right, check the name server of the machine that the portal runs on.
problem-filter-ignored = The instance ignored a part of our question: { $condition }.
problem-filter-ignored-way-out = The field may have been removed, or may be hidden from the integration user. Give the integration user the role itil.
problem-graph-credentials = Microsoft does not accept the application: “{ $words }”.
problem-graph-credentials-way-out = Check graph.tenant, graph.client_id and graph.client_secret in the configuration. Secrets end: look under Certificates & secrets of the app registration.
problem-graph-empty = The tenant has no Secure Score yet.
problem-graph-empty-way-out = A new tenant gets its first score within two days. We ask again every hour.
problem-graph-left = Microsoft Graph named a next page at another address; it was not followed.
problem-graph-left-way-out = Check graph.root in the configuration: it must be the address of your cloud.
problem-graph-permission = The application may not read Secure Score.
problem-graph-permission-way-out = Give the app registration the application permission SecurityEvents.Read.All, and grant admin consent.
problem-graph-refused = Microsoft Graph refused (HTTP { $status }): “{ $words }”.
problem-graph-refused-way-out = We ask again within the hour. The data shown is that of the last import.
problem-graph-throttled = Microsoft Graph limits how often we may ask.
problem-graph-throttled-way-out = We ask again when it allows. The data shown is that of the last import.
problem-graph-unreachable = { $host } cannot be reached.
problem-graph-unreachable-way-out = Check that the portal’s machine may reach { $host }. We keep trying.
problem-graph-unreadable = The answer of { $host } cannot be read.
problem-graph-unreadable-way-out = Check that graph.root and graph.authority lead to Microsoft and not to a proxy’s page.
problem-hibernating = The instance { $instance } is hibernating.
problem-hibernating-way-out = Wake it at developer.servicenow.com; that takes about five minutes. We keep trying.
problem-host-not-allowed = The configuration does not allow calls to { $host }.
problem-host-not-allowed-way-out = Check the address. If it is right, whoever runs the portal adds { $host } to servicenow.allowed_hosts in the configuration.
problem-instance-address = This is not the address of an instance: { $words }.
problem-instance-address-way-out = Enter the name alone, such as acme, or the whole address, such as https://acme.service-now.com.
problem-internal = A fault in the portal itself stopped the delivery.
problem-internal-way-out = Try again. If it happens again, whoever runs the portal finds the cause in its log.
problem-interrupted = The connection to { $host } broke off.
problem-interrupted-way-out = We look whether the ticket arrived, and try again if it did not.
problem-invalid-input = The ticket cannot be sent: { $words }.
problem-invalid-input-way-out = Delete it and create it anew with other texts.
problem-maintenance = The instance { $instance } is not available for now (HTTP { $status }).
problem-maintenance-way-out = It is being upgraded, is waking up, or its gateway does not reach it. We keep trying.
problem-not-authorized = The portal is not authorized yet.
problem-not-authorized-way-out = Select Authorize and sign in to the instance as { $user }.
problem-not-found = The instance does not show this record.
problem-not-found-way-out = It was deleted, or the integration user may not see it.
problem-not-servicenow = { $host } answers, but not as ServiceNow (HTTP { $status }, { $content }).
problem-not-servicenow-way-out = Check the address. A sign-on portal or a proxy may stand before the instance: let calls to /api and /oauth_token.do pass.
problem-note-connection-removed = The connection that this note was to be sent over was removed.
problem-note-connection-removed-way-out = Add the note in ServiceNow itself.
problem-note-lost = The answer to the last try was lost: the note may have been added.
problem-note-lost-way-out = We look for it before we try again, so that it is never there twice.
problem-note-no-record = The ticket has no record in ServiceNow.
problem-note-no-record-way-out = Send the ticket first.
problem-note-unclear = The answer was lost, and the integration user may not read notes: we cannot tell whether it was added.
problem-note-unclear-way-out = Look in ServiceNow. If the note is missing there, add it again.
problem-payload-large = The ticket is larger than the instance accepts. The instance said: “{ $words }”.
problem-payload-large-way-out = Delete it and create it anew with a shorter description.
problem-private-address = { $host } leads into a private network.
problem-private-address-way-out = The portal calls public addresses only. For an instance in your own network or a developer instance, set servicenow.allow_private_addresses in the configuration, and name its host in servicenow.allowed_hosts.
problem-queue-full = The instance has too much to do at the moment.
problem-queue-full-way-out = We keep trying. If it stays so, an administrator sees under System Diagnostics > Stats what keeps the instance busy.
problem-rate-limited = { $minutes ->
    [0] The instance limits how often we may call it.
    [one] The instance limits how often we may call it: again in { $minutes } minute.
   *[other] The instance limits how often we may call it: again in { $minutes } minutes.
}
problem-rate-limited-way-out = We wait as long as it asks. To allow more, see System Web Services > REST > Rate Limit Rules.
problem-record-unreadable = The ticket was created, but the integration user may not read its field { $field }.
problem-record-unreadable-way-out = Give the integration user the role itil. We keep looking.
problem-records-hidden = The instance shows the integration user no records any more.
problem-records-hidden-way-out = Give the integration user the role itil again: User Administration > Users, tab Roles.
problem-refused = The instance refused (HTTP { $status }): “{ $words }”.
problem-refused-way-out = Show these words to the instance’s administrator. When the reason is gone, try again.
problem-release-old = { $instance } runs the release { $release }; Kingston or higher is needed.
problem-release-old-way-out = Upgrade the instance to a release that ServiceNow supports.
problem-release-unknown = { $instance } does not tell its release.
problem-release-unknown-way-out = This is no fault. Kingston or higher is needed; an administrator sees the release under System Diagnostics > Stats.
problem-state-move = The instance does not allow this change of state. The instance said: “{ $words }”.
problem-state-move-way-out = Move the ticket through its states in the instance.
problem-timeout = { $host } did not answer in time.
problem-timeout-way-out = We look whether the ticket arrived, and keep trying.
problem-tls = The certificate of { $host } comes from an authority that is not trusted.
problem-tls-expired = The certificate of { $host } is not valid at this time.
problem-tls-expired-way-out = Have the certificate renewed. If it is still valid, set the clock of the portal’s machine.
problem-tls-name = The certificate that { $host } shows belongs to another name.
problem-tls-name-way-out = Use the address that the certificate names, for ServiceNow NAME.service-now.com.
problem-tls-way-out = Check the address. If the certificate comes from an authority of your own, or a proxy opens connections, put the authority’s certificate into the file named by network.ca_file in the portal’s configuration.
problem-token-store = The tokens of this connection cannot be opened.
problem-token-store-way-out = Check the key file of the portal. If the key is lost, authorize again.
problem-unauthorized = The instance { $instance } does not accept our authorization any more.
problem-unauthorized-way-out = Select Authorize and sign in to the instance as the integration user. Tickets that wait are sent then.
problem-unclear = The answer to the last try was lost: the ticket may have been created.
problem-unclear-way-out = We look for it before we try again, so that there is never a second one.
problem-unknown-table = The instance has no table { $table }. The instance said: “{ $words }”.
problem-unknown-table-way-out = Ask the instance’s administrator whether Incident Management and Change Management are active.
problem-unreadable = The answer of { $host } cannot be read.
problem-unreadable-way-out = We keep trying. If it keeps happening, a proxy between portal and instance may change answers.
problem-wrong-user = Authorized as { $found }, but { $user } was expected.
problem-wrong-user-way-out = Select Authorize, choose “Not you?” on the instance’s page, and sign in as { $user }.
