# Wat in de weg staat en de uitweg: elk probleem heeft zijn uitweg onder dezelfde sleutel met -way-out.
# Menunamen van de instantie blijven in elke taal Engels. Wat een instantie zei, staat er zoals zij het zei.

evidence-app-incomplete = Delen van de connector-app ontbreken: { $missing }.
evidence-app-incomplete-way-out = Installeer de connector-app opnieuw in de instantie. Tot die tijd staan deze gegevens in de beschrijving van tickets.
evidence-app-installed = De kolommen en de categorie van de connector-app zijn er.
evidence-app-missing = De connector-app is niet geïnstalleerd.
evidence-app-missing-way-out = Installeer de connector-app in de instantie, zodat bron en categorie in eigen velden van tickets staan. Tot die tijd staan deze gegevens in de beschrijving.
evidence-authorization-ends = Geautoriseerd als { $user }, maar de autorisatie eindigt over { $days ->
    [one] { $days } dag
   *[other] { $days } dagen
}.
evidence-authorization-ends-way-out = Selecteer Autoriseren en meld u voor het einde bij de instantie aan als { $user }.
evidence-authorized = Geautoriseerd als { $user }.
evidence-cards-off = Kaarten en delen staan uit.
evidence-cards-off-way-out = Alles hiervoor is in orde. Selecteer Inrichten om kaarten en delen in te schakelen.
evidence-cards-on = Kaarten en delen staan aan.
evidence-client-known = De instantie kent de OAuth-client { $client }.
evidence-client-unproven = Het tokeneindpunt antwoordt, maar zegt niet of het de OAuth-client { $client } kent.
evidence-client-unproven-way-out = Ga door naar de autorisatie: een verkeerde client-id of een verkeerd clientgeheim blijkt daar. Vergelijk beide met System OAuth > Application Registry.
evidence-reachable = { $instance } antwoordt.
evidence-release = Release { $release }.
evidence-synced = { $seen ->
    [0] Tickets kunnen worden gelezen; er is niets gewijzigd.
    [one] Tickets kunnen worden gelezen; er is { $seen } record bekeken.
   *[other] Tickets kunnen worden gelezen; er zijn { $seen } records bekeken.
}
evidence-user = { $user } is actief ({ $name }).
evidence-user-inactive = De integratiegebruiker { $user } is niet actief.
evidence-user-inactive-way-out = Open User Administration > Users, zoek { $user } en selecteer Active.
evidence-user-locked = De integratiegebruiker { $user } is vergrendeld.
evidence-user-locked-way-out = Open User Administration > Users, zoek { $user } en wis Locked out.
evidence-user-missing = De instantie heeft geen gebruiker { $user }.
evidence-user-missing-way-out = Voer stap 2 van de installatiechecklist uit, of voer de naam in die de integratiegebruiker werkelijk heeft.
evidence-waiting = Nog niet bekeken: iets daarvoor komt eerst.
problem-acl-read = De integratiegebruiker mag deze records niet lezen. De instantie zei: “{ $words }”.
problem-acl-read-way-out = Geef de integratiegebruiker de rol itil: User Administration > Users, tabblad Roles.
problem-acl-write = Een toegangsregel van de instantie staat de integratiegebruiker niet toe dit ticket te maken. De instantie zei: “{ $words }”.
problem-acl-write-way-out = Geef de integratiegebruiker de rol itil (of sn_incident_write en sn_change_write): User Administration > Users, tabblad Roles. Probeer het daarna opnieuw.
problem-address-blocked = De instantie accepteert geen aanroepen vanaf ons adres.
problem-address-blocked-unlisted = De instantie accepteert geen aanroepen vanaf ons adres.
problem-address-blocked-unlisted-way-out = Sta het adres van waaraf de portal aanroept toe onder System Security > IP Address Access Control in de instantie. Wie de portal beheert, kent het.
problem-address-blocked-way-out = Sta { $addresses } toe onder System Security > IP Address Access Control in de instantie.
problem-administrator-account = { $found } is het account van een beheerder, geen integratiegebruiker.
problem-administrator-account-way-out = Voer stap 2 van de installatiechecklist uit om een integratiegebruiker te maken en autoriseer als die gebruiker.
problem-api-closed = De instantie laat de integratiegebruiker haar API niet gebruiken. De instantie zei: “{ $words }”.
problem-api-closed-way-out = Geef de integratiegebruiker de rol snc_platform_rest_api_access en zoek naar REST API access policies die deze gebruiker uitsluiten.
problem-api-missing = De instantie biedt de API niet die tickets nodig hebben.
problem-api-missing-way-out = Vraag de beheerder van de instantie of de Table API actief is.
problem-assertion-key = De portal heeft geen bruikbare sleutel voor JWT bearer.
problem-assertion-key-way-out = Maak een sleutel op de installatiepagina en vul het certificaat in bij ServiceNow.
problem-assertion-refused = ServiceNow weigerde de ondertekende verklaring: { $words }
problem-assertion-refused-way-out = Controleer in ServiceNow dat de registratie een JWT-endpoint is, dat zij het certificaat heeft dat de portal toont, dat het gebruikersveld User ID is, dat { $user } actief is en dat beide klokken gelijk lopen.
problem-authorization-expired = De autorisatie als { $user } is geëindigd.
problem-authorization-expired-way-out = Selecteer Autoriseren en meld u bij de instantie aan als { $user }. Wachtende tickets worden dan verzonden.
problem-authorization-no-code = De instantie stuurde de browser terug zonder antwoord.
problem-authorization-no-code-way-out = Probeer het opnieuw. Gebeurt het weer, vergelijk dan de omleidings-URL onder System OAuth > Application Registry teken voor teken met de onze.
problem-authorization-refused = De instantie heeft ons niet geautoriseerd: “{ $words }”.
problem-authorization-refused-way-out = Vergelijk client-id en omleidings-URL onder System OAuth > Application Registry teken voor teken met de onze. Probeer het daarna opnieuw.
problem-business-rule = De bedrijfsregel “{ $rule }” van de instantie hield het ticket tegen. De instantie zei: “{ $words }”.
problem-business-rule-way-out = Vraag de beheerder van de instantie om tickets van de integratiegebruiker door te laten: System Definition > Business Rules. Probeer het daarna opnieuw.
problem-cancelled = De instantie kwam tijd tekort.
problem-cancelled-way-out = We proberen het opnieuw. Blijft het gebeuren, dan vindt de beheerder van de instantie de oorzaak in het transactielogboek.
problem-client-credentials-refused = ServiceNow weigerde de clientreferenties: { $words }
problem-client-credentials-refused-way-out = Controleer client-ID en geheim, dat de registratie { $user } noemt als OAuth Application User, en dat de eigenschap glide.oauth.inbound.client.credential.grant_type.enabled op true staat.
problem-client-missing = Er is nog geen OAuth-client opgeslagen.
problem-client-missing-way-out = Voer client-id en clientgeheim uit stap 3 van de installatiechecklist in.
problem-client-wrong = De instantie kent deze OAuth-client niet: “{ $words }”.
problem-client-wrong-way-out = Kopieer client-id en clientgeheim opnieuw uit System OAuth > Application Registry.
problem-clock = De klokken van de instantie en de portal verschillen { $minutes ->
    [one] { $minutes } minuut
   *[other] { $minutes } minuten
}.
problem-clock-way-out = Zet de klok van de machine waarop de portal draait gelijk met een tijdserver.
problem-code-refused = De instantie nam de autorisatie niet aan: “{ $words }”.
problem-code-refused-way-out = De reden is een van deze drie: een verkeerd clientgeheim, een omleidings-URL die van de onze verschilt, of meer dan een minuut tussen Allow en het antwoord. Vergelijk geheim en omleidings-URL onder System OAuth > Application Registry en probeer het opnieuw.
problem-connect = { $host } accepteert geen verbindingen.
problem-connect-way-out = Controleer of de instantie draait en of een firewall de portal doorlaat. We blijven het proberen.
problem-connection-removed = De verbinding waarover dit ticket verzonden zou worden, is verwijderd.
problem-connection-removed-way-out = Verwijder dit ticket en maak het opnieuw over de huidige verbinding.
problem-cross-scope = De instantie weigerde: “{ $operation } operation against { $table }” vanuit de scope { $scope }. De instantie is aangepast: standaard mag elke beheerder dit.
problem-cross-scope-way-out = Open System Definition > Tables, zoek { $table }, zet onder Application Access de optie Accessible from op All application scopes en selecteer Can read. Voer de stap daarna opnieuw uit.
problem-data-policy = De instantie eist velden die tickets van hier niet hebben: { $fields }. De instantie zei: “{ $words }”.
problem-data-policy-way-out = Vraag de beheerder van de instantie om de integratiegebruiker uit te zonderen van het gegevensbeleid (System Policy > Data Policy) of om deze velden een standaardwaarde te geven. Probeer het daarna opnieuw.
problem-dns = De naam { $host } is niet bekend.
problem-dns-way-out = Controleer de naam van de instantie. Klopt die, controleer dan de naamserver van de machine waarop de portal draait.
problem-filter-ignored = De instantie negeerde een deel van onze vraag: { $condition }.
problem-filter-ignored-way-out = Het veld kan verwijderd zijn, of verborgen voor de integratiegebruiker. Geef de integratiegebruiker de rol itil.
problem-graph-credentials = Microsoft accepteert de toepassing niet: “{ $words }”.
problem-graph-credentials-way-out = Controleer graph.tenant, graph.client_id en graph.client_secret in de configuratie. Geheimen verlopen: kijk onder Certificates & secrets van de app-registratie.
problem-graph-empty = De tenant heeft nog geen Secure Score.
problem-graph-empty-way-out = Een nieuwe tenant krijgt zijn eerste score binnen twee dagen. We vragen het elk uur opnieuw.
problem-graph-left = Microsoft Graph noemde een volgende pagina op een ander adres; die is niet gevolgd.
problem-graph-left-way-out = Controleer graph.root in de configuratie: dat moet het adres van uw cloud zijn.
problem-graph-permission = De toepassing mag Secure Score niet lezen.
problem-graph-permission-way-out = Geef de app-registratie de toepassingsmachtiging SecurityEvents.Read.All en verleen beheerderstoestemming.
problem-graph-refused = Microsoft Graph weigerde (HTTP { $status }): “{ $words }”.
problem-graph-refused-way-out = We vragen het binnen een uur opnieuw. De getoonde gegevens zijn die van de laatste import.
problem-graph-throttled = Microsoft Graph beperkt hoe vaak we mogen vragen.
problem-graph-throttled-way-out = We vragen het opnieuw zodra het mag. De getoonde gegevens zijn die van de laatste import.
problem-graph-unreachable = { $host } is niet bereikbaar.
problem-graph-unreachable-way-out = Controleer of de machine van de portal { $host } mag bereiken. We blijven het proberen.
problem-graph-unreadable = Het antwoord van { $host } kan niet worden gelezen.
problem-graph-unreadable-way-out = Controleer of graph.root en graph.authority naar Microsoft leiden en niet naar de pagina van een proxy.
problem-hibernating = De instantie { $instance } slaapt.
problem-hibernating-way-out = Wek haar op developer.servicenow.com; dat duurt ongeveer vijf minuten. We blijven het proberen.
problem-host-not-allowed = De configuratie staat geen aanroepen naar { $host } toe.
problem-host-not-allowed-way-out = Controleer het adres. Klopt het, dan voegt de beheerder van de portal { $host } toe aan servicenow.allowed_hosts in de configuratie.
problem-instance-address = Dit is niet het adres van een instantie: { $words }.
problem-instance-address-way-out = Voer alleen de naam in, zoals acme, of het hele adres, zoals https://acme.service-now.com.
problem-internal = Een fout in de portal zelf hield de verzending tegen.
problem-internal-way-out = Probeer het opnieuw. Gebeurt het weer, dan vindt wie de portal beheert de oorzaak in het logboek.
problem-interrupted = De verbinding met { $host } werd verbroken.
problem-interrupted-way-out = We kijken of het ticket is aangekomen en proberen het opnieuw als dat niet zo is.
problem-invalid-input = Het ticket kan niet worden verzonden: { $words }.
problem-invalid-input-way-out = Verwijder het en maak het opnieuw met andere teksten.
problem-maintenance = De instantie { $instance } is nu niet beschikbaar (HTTP { $status }).
problem-maintenance-way-out = Zij wordt bijgewerkt, wordt wakker, of haar gateway bereikt haar niet. We blijven het proberen.
problem-not-authorized = De portal is nog niet geautoriseerd.
problem-not-authorized-way-out = Selecteer Autoriseren en meld u bij de instantie aan als { $user }.
problem-not-found = De instantie toont dit record niet.
problem-not-found-way-out = Het is verwijderd, of de integratiegebruiker mag het niet zien.
problem-not-servicenow = { $host } antwoordt, maar niet als ServiceNow (HTTP { $status }, { $content }).
problem-not-servicenow-way-out = Controleer het adres. Voor de instantie kan een aanmeldportaal of een proxy staan: laat aanroepen van /api en /oauth_token.do door.
problem-note-connection-removed = De verbinding waarover deze notitie verzonden zou worden, is verwijderd.
problem-note-connection-removed-way-out = Voeg de notitie in ServiceNow zelf toe.
problem-note-lost = Het antwoord op de laatste poging ging verloren: de notitie kan toegevoegd zijn.
problem-note-lost-way-out = We zoeken haar voordat we het opnieuw proberen, zodat zij er nooit twee keer staat.
problem-note-no-record = Het ticket heeft geen record in ServiceNow.
problem-note-no-record-way-out = Verzend eerst het ticket.
problem-note-unclear = Het antwoord ging verloren en de integratiegebruiker mag geen notities lezen: we kunnen niet zien of zij is toegevoegd.
problem-note-unclear-way-out = Kijk in ServiceNow. Voeg de notitie opnieuw toe als zij daar ontbreekt.
problem-payload-large = Het ticket is groter dan de instantie accepteert. De instantie zei: “{ $words }”.
problem-payload-large-way-out = Verwijder het en maak het opnieuw met een kortere beschrijving.
problem-private-address = { $host } leidt naar een privénetwerk.
problem-private-address-way-out = De portal roept alleen openbare adressen aan. Stel voor een instantie in uw eigen netwerk of een ontwikkelaarsinstantie servicenow.allow_private_addresses in de configuratie in, en noem de host in servicenow.allowed_hosts.
problem-queue-full = De instantie heeft het op dit moment te druk.
problem-queue-full-way-out = We blijven het proberen. Blijft het zo, dan ziet een beheerder onder System Diagnostics > Stats wat de instantie bezighoudt.
problem-rate-limited = { $minutes ->
    [0] De instantie beperkt hoe vaak we haar mogen aanroepen.
    [one] De instantie beperkt hoe vaak we haar mogen aanroepen: weer over { $minutes } minuut.
   *[other] De instantie beperkt hoe vaak we haar mogen aanroepen: weer over { $minutes } minuten.
}
problem-rate-limited-way-out = We wachten zo lang als zij vraagt. Meer toestaan kan onder System Web Services > REST > Rate Limit Rules.
problem-record-unreadable = Het ticket is gemaakt, maar de integratiegebruiker mag het veld { $field } ervan niet lezen.
problem-record-unreadable-way-out = Geef de integratiegebruiker de rol itil. We blijven kijken.
problem-records-hidden = De instantie toont de integratiegebruiker geen records meer.
problem-records-hidden-way-out = Geef de integratiegebruiker de rol itil weer: User Administration > Users, tabblad Roles.
problem-refused = De instantie weigerde (HTTP { $status }): “{ $words }”.
problem-refused-way-out = Laat deze woorden aan de beheerder van de instantie zien. Probeer het opnieuw als de reden weg is.
problem-release-old = { $instance } draait op de release { $release }; Kingston of hoger is nodig.
problem-release-old-way-out = Werk de instantie bij naar een release die ServiceNow ondersteunt.
problem-release-unknown = { $instance } zegt niet op welke release zij draait.
problem-release-unknown-way-out = Dit is geen fout. Kingston of hoger is nodig; een beheerder ziet de release onder System Diagnostics > Stats.
problem-state-move = De instantie staat deze statuswijziging niet toe. De instantie zei: “{ $words }”.
problem-state-move-way-out = Breng het ticket in de instantie door zijn statussen.
problem-timeout = { $host } antwoordde niet op tijd.
problem-timeout-way-out = We kijken of het ticket is aangekomen en blijven het proberen.
problem-tls = Het certificaat van { $host } komt van een autoriteit die niet wordt vertrouwd.
problem-tls-expired = Het certificaat van { $host } is op dit moment niet geldig.
problem-tls-expired-way-out = Laat het certificaat vernieuwen. Is het nog geldig, zet dan de klok van de machine van de portal gelijk.
problem-tls-name = Het certificaat dat { $host } toont, hoort bij een andere naam.
problem-tls-name-way-out = Gebruik het adres dat het certificaat noemt, bij ServiceNow NAAM.service-now.com.
problem-tls-way-out = Controleer het adres. Komt het certificaat van een eigen autoriteit, of opent een proxy de verbindingen, zet het certificaat van die autoriteit dan in het bestand dat network.ca_file in de configuratie van de portal noemt.
problem-token-store = De tokens van deze verbinding kunnen niet worden geopend.
problem-token-store-way-out = Controleer het sleutelbestand van de portal. Is de sleutel kwijt, autoriseer dan opnieuw.
problem-unauthorized = De instantie { $instance } accepteert onze autorisatie niet meer.
problem-unauthorized-way-out = Selecteer Autoriseren en meld u bij de instantie aan als de integratiegebruiker. Wachtende tickets worden dan verzonden.
problem-unclear = Het antwoord op de laatste poging ging verloren: het ticket kan gemaakt zijn.
problem-unclear-way-out = We zoeken het voordat we het opnieuw proberen, zodat er nooit een tweede komt.
problem-unknown-table = De instantie heeft geen tabel { $table }. De instantie zei: “{ $words }”.
problem-unknown-table-way-out = Vraag de beheerder van de instantie of Incident Management en Change Management actief zijn.
problem-unreadable = Het antwoord van { $host } kan niet worden gelezen.
problem-unreadable-way-out = We blijven het proberen. Blijft het gebeuren, dan verandert een proxy tussen portaal en instantie misschien antwoorden.
problem-wrong-user = Geautoriseerd als { $found }, maar { $user } werd verwacht.
problem-wrong-user-way-out = Selecteer Autoriseren, kies “Not you?” op de pagina van de instantie en meld u aan als { $user }.
