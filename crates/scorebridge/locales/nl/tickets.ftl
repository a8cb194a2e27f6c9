### Het taakformulier, de lijst met tickets en de ticketpagina

category-apps = Apps
category-data = Gegevens
category-devices = Apparaten
category-identity = Identiteit
category-infrastructure = Infrastructuur
delivery-not-sent = Niet verzonden
delivery-queued = Wacht op verzending
delivery-sending = Wordt verzonden
delivery-sent = Verzonden
delivery-unclear = Antwoord ontbreekt
event-accepted = ServiceNow heeft het ticket aangenomen als <strong>{ $number }</strong>
event-accepted-after = na { $seconds } seconden
event-accepted-found = Het ticket is na een verloren antwoord in ServiceNow gevonden als <strong>{ $number }</strong>
event-back = Weer gevonden in ServiceNow
event-by = door { $name }
event-changed-assigned-to = Toegewezen aan gewijzigd van <strong>{ $old }</strong> in <strong>{ $new }</strong>
event-changed-assignment-group = Toewijzingsgroep gewijzigd van <strong>{ $old }</strong> in <strong>{ $new }</strong>
event-changed-due = Vervaldatum gewijzigd van <strong>{ $old }</strong> in <strong>{ $new }</strong>
event-changed-name = Naam gewijzigd van ‘{ $old }’ in ‘{ $new }’
event-changed-nothing = niets
event-changed-number = Nummer gewijzigd van <strong>{ $old }</strong> in <strong>{ $new }</strong>
event-changed-other = Een veld is gewijzigd van <strong>{ $old }</strong> in <strong>{ $new }</strong>
event-changed-priority = Prioriteit gewijzigd van <strong>{ $old }</strong> in <strong>{ $new }</strong>
event-changed-state = Status gewijzigd van <strong>{ $old }</strong> in <strong>{ $new }</strong>
event-created = Naar ServiceNow verzonden
event-created-action = Vanuit een verbeteringsactie naar ServiceNow verzonden
event-edited = Gewijzigd voordat het was verzonden
event-failed = Een poging is mislukt: { $reason }
event-in-servicenow = gewijzigd in ServiceNow
event-in-servicenow-by = gewijzigd in ServiceNow door { $name }
event-missing = Niet meer gevonden in ServiceNow
event-note = Notitie toegevoegd
event-retried = Verzending is opnieuw gestart
note-add = Notitie toevoegen
note-adding = Bezig met toevoegen…
note-discard = Deze notitie weggooien?
note-error-empty = Vul een notitie in
note-error-long = Kort de notitie in tot { $max } tekens; het zijn er nu { $length }
note-failed = Niet toegevoegd.
note-for = Voor { $number }: { $name }
note-hint = Platte tekst. Dit wordt een werknotitie in ServiceNow, met uw gebruikers-id { $user } eronder.
note-not-found = Deze notitie bestaat niet.
note-sent = In ServiceNow
note-sent-unread = Aangenomen door ServiceNow. De integratiegebruiker mag geen notities lezen, dus we hebben haar daar niet gezien.
note-text = Notitie (verplicht)
note-title = Notitie toevoegen
note-waiting = Wacht op toevoeging.
task-another = U maakt een tweede open ticket voor deze actie.
task-cancel = Annuleren
task-category = Aanbevelingscategorie (verplicht)
task-category-choose = Kies een categorie
task-category-hint = Deze verbeteringsactie heeft geen categorie die ServiceNow kent.
task-close = Sluiten
task-create-another = Nog een maken
task-description = Beschrijving
task-description-count = { $count } van { $max } tekens
task-description-hint = Wordt als platte tekst verzonden, maximaal 4.000 tekens.
task-discard = Deze taak weggooien?
task-due = Vervaldatum (verplicht)
task-due-hint = Vandaag of later. De datum volgt de prioriteit totdat u hem wijzigt.
task-edit-already-open = Er is al een open ticket van deze soort voor deze actie. Kies de andere soort
task-edit-title = Ticket bewerken
task-edit-too-late = Het ticket is intussen verzonden of wordt nu verzonden. Uw wijzigingen zijn niet opgeslagen
task-error-category = Kies een aanbevelingscategorie
task-error-description-long = Kort de beschrijving in tot { $max } tekens; het zijn er nu { $length }
task-error-due-empty = Vul een vervaldatum in
task-error-due-far = De vervaldatum moet binnen { $years } jaar liggen
task-error-due-format = Vul de vervaldatum in als jaar-maand-dag, bijvoorbeeld 2026-12-31
task-error-due-past = De vervaldatum moet vandaag of later zijn
task-error-form = Het formulier was niet volledig. Uw tekst is bewaard: verzend het opnieuw
task-error-name-empty = Vul een naam in
task-error-name-long = Kort de naam in tot { $max } tekens; het zijn er nu { $length }
task-error-priority = Kies een prioriteit
task-error-type = Kies wijziging of incident
task-for-action = Ticket voor ‘{ $title }’
task-for-own = Een eigen ticket, zonder verbeteringsactie
task-name = Naam (verplicht)
task-not-connected = ServiceNow is nog niet verbonden.
task-not-connected-go = Verbinding maken met ServiceNow
task-not-connected-text = U kunt een ticket verzenden zodra een beheerder een instantie heeft verbonden.
task-not-provisioned = De verbinding met ServiceNow is nog niet gereed.
task-not-provisioned-go = Inrichtingsstatus weergeven
task-not-provisioned-text = Eerst moet de inrichting worden voltooid, daarna kunt u tickets verzenden.
task-open-already = { $ticket } staat al open voor deze actie.
task-open-already-unsent = Er wacht al een ticket voor deze actie op verzending.
task-open-it = Openen
task-priority = Prioriteit
task-priority-suggested = Voorstel: { $priority }, omdat deze actie op plaats { $rank } staat en er nog { $points } punten te behalen zijn.
task-queued-only = ServiceNow is op dit moment niet bereikbaar.
task-queued-only-text = U kunt het ticket nu verzenden: het wacht hier en wordt bezorgd zodra de verbinding weer werkt.
task-save = Opslaan en verzenden
task-send = Naar ServiceNow verzenden
task-sending = Bezig met verzenden…
task-sent = Wat er naar ServiceNow wordt verzonden
task-sent-as-above = Zoals hierboven ingevuld
task-sent-category = Aanbevelingscategorie
task-sent-description = Taakbeschrijving
task-sent-due = Vervaldatum
task-sent-intro = Precies dit, en niets anders:
task-sent-name = Taaknaam
task-sent-priority = Prioriteit, met de impact en urgentie die daarbij horen
task-sent-reference = Referentie
task-sent-reference-value = Een nummer van het beveiligingscentrum, waarmee het ticket wordt teruggevonden; met de id van de verbeteringsactie als die er is
task-sent-source = Aanbevelingsbron
task-sent-user = Uw gebruikers-id
task-source-microsoft = Aanbeveling van Microsoft
task-source-user = Aanbeveling van gebruiker
task-text-link = Verbeteringsactie: { $link }
task-text-status = Implementatiestatus:
task-text-steps = Volgende stappen:
task-title = Naar ServiceNow verzenden
task-type = Soort ticket
task-type-change = Wijziging
task-type-change-hint = Een geplande wijzigingsaanvraag
task-type-incident = Incident
task-type-incident-hint = Iets dat nu moet worden opgelost
task-unknown-action = Er is geen verbeteringsactie met de id ‘{ $id }’.
task-unknown-action-list = Verbeteringsacties weergeven
task-unknown-action-own = Een eigen ticket maken
task-unknown-action-text = Misschien heeft Microsoft de actie hernoemd of ingetrokken. Kies een actie uit de lijst of maak een eigen ticket.
ticket-copy-link = Koppeling kopiëren
ticket-delete = Ticket verwijderen
ticket-delete-cancel = Ticket behouden
ticket-delete-confirm = Ticket verwijderen
ticket-delete-refused = Dit ticket kan niet worden verwijderd.
ticket-delete-refused-way-out = Het bestaat mogelijk in ServiceNow. Annuleer het daar.
ticket-delete-text = ‘{ $name }’ is nooit verzonden. Het wordt uit het beveiligingscentrum verwijderd en kan niet worden teruggehaald.
ticket-delete-title = Dit ticket verwijderen?
ticket-deleted = Het ticket is verwijderd.
ticket-description = Beschrijving
ticket-description-none = Geen beschrijving.
ticket-detail-action = Verbeteringsactie
ticket-detail-action-none = Geen, zelf gemaakt
ticket-detail-assigned = Toegewezen aan
ticket-detail-attempts = Pogingen
ticket-detail-category = Categorie
ticket-detail-correlation = Correlatie-id
ticket-detail-created = Gemaakt op
ticket-detail-group = Toewijzingsgroep
ticket-detail-never = Nog niet
ticket-detail-nobody = Nog niemand
ticket-detail-source = Aanbevelingsbron
ticket-detail-started-by = Aangevraagd door
ticket-detail-synced = Laatste synchronisatie
ticket-details = Details
ticket-due = Vervalt op
ticket-due-none = Geen vervaldatum
ticket-edit = Bewerken
ticket-edit-refused = Dit ticket kan hier niet worden bewerkt.
ticket-edit-refused-way-out = Het bestaat in ServiceNow, of wordt daar mogelijk nu gemaakt. Wijzig het daar.
ticket-edited = Uw wijzigingen zijn opgeslagen. Het ticket wordt verzonden.
ticket-given-up = Niet verzonden: het is binnen 24 uur niet gelukt.
ticket-missing = Sinds { $time } niet meer beschikbaar in ServiceNow.
ticket-missing-text = De record is verwijderd of de integratiegebruiker mag hem niet meer lezen. U ziet hier de laatst bekende stand.
ticket-newest-first = Nieuwste eerst
ticket-next-attempt = Volgende poging:
ticket-not-found = Er is geen ticket ‘{ $id }’.
ticket-not-found-list = Alle tickets weergeven
ticket-not-found-text = Misschien is het verwijderd voordat het was verzonden, of is het in ServiceNow gemaakt en niet hier.
ticket-note-refused = Aan dit ticket kan geen notitie worden toegevoegd.
ticket-note-refused-way-out = Alleen tickets die in ServiceNow openstaan, kunnen een notitie krijgen.
ticket-note-retried = De notitie wordt opnieuw toegevoegd.
ticket-noted = Uw notitie is opgeslagen.
ticket-noted-text = De tijdlijn laat zien wanneer zij in ServiceNow staat.
ticket-nothing-to-retry = Er valt niets opnieuw te proberen.
ticket-old-connection = Dit ticket hoort bij een verbinding die is verwijderd. Het blijft als historie staan en wordt niet meer bijgewerkt.
ticket-open = In ServiceNow openen
ticket-path = Verloop van de status
ticket-path-done = voltooid
ticket-queued = Wacht op verzending.
ticket-read-only = U ziet dit ticket. Voor vernieuwen of opnieuw verzenden is de rol operator nodig.
ticket-refresh = Status vernieuwen
ticket-refreshed = De status is vernieuwd.
ticket-refused = Niet verzonden: ServiceNow heeft het geweigerd.
ticket-retried = Het ticket wordt opnieuw verzonden.
ticket-retry = Nu opnieuw proberen
ticket-sending = Wordt naar ServiceNow verzonden.
ticket-timeline = Tijdlijn
ticket-unclear = Verzonden, maar het antwoord is niet ontvangen.
ticket-unclear-text = De portal zoekt het ticket eerst in ServiceNow op voordat het opnieuw wordt geprobeerd, zodat er nooit een tweede ontstaat.
tickets-apply = Toepassen
tickets-clear-filters = Filters wissen
tickets-clear-selection = Selectie wissen
tickets-column-action = Verbeteringsactie
tickets-column-assigned = Toegewezen aan
tickets-column-by = Gemaakt door
tickets-column-category = Categorie
tickets-column-created = Gemaakt op
tickets-column-due = Vervaldatum
tickets-column-group = Toewijzingsgroep
tickets-column-id = Id
tickets-column-name = Ticketnaam
tickets-column-number = Nummer
tickets-column-priority = Prioriteit
tickets-column-source = Aanbevelingsbron
tickets-column-status = Status
tickets-column-synced = Laatste synchronisatie
tickets-column-type = Soort
tickets-column-updated = Bijgewerkt
tickets-columns = Kolommen
tickets-columns-show = Deze kolommen weergeven
tickets-create = Ticket maken
tickets-due-30 = binnen 30 dagen
tickets-due-7 = binnen 7 dagen
tickets-due-overdue = te laat
tickets-empty = Nog geen tickets.
tickets-empty-filtered = Geen tickets voldoen aan deze filters
tickets-empty-text = Verzend een verbeteringsactie vanuit Secure Score of maak een eigen ticket.
tickets-export = Exporteren
tickets-export-csv = CSV (alle pagina’s)
tickets-export-json = JSON (alle pagina’s)
tickets-export-selected = Selectie exporteren
tickets-filter-action = Verbeteringsactie
tickets-filter-by = Gemaakt door
tickets-filter-by-me = Door mij gemaakt
tickets-filter-due = Vervaldatum
tickets-filter-priority = Prioriteit
tickets-filter-sent = Verzending
tickets-filter-status = Status
tickets-filter-text = Filteren op naam of nummer
tickets-filter-type = Soort
tickets-gone = Niet beschikbaar
tickets-ignored = Een deel van het adres is niet herkend en weggelaten: { $part }
tickets-lead = Wijzigings- en incidenttickets die vanuit het beveiligingscentrum zijn verzonden
tickets-limit = Selecteer maximaal { $max } tickets tegelijk.
tickets-new-window = (wordt in een nieuw venster geopend)
tickets-no-number = Nog geen nummer
tickets-not-sent = niet verzonden
tickets-nothing-selected = Er was geen ticket geselecteerd.
tickets-nothing-selected-text = Selecteer eerst een of meer tickets in de tabel.
tickets-open-count =
    { $count ->
        [one] open ticket
       *[other] open tickets
    }
tickets-overdue-count =
    { $count ->
        [one] { $count } te laat
       *[other] { $count } te laat
    }
tickets-page-size = Rijen per pagina
tickets-read-only = U ziet alle tickets. Voor maken, vernieuwen en opnieuw verzenden is de rol operator nodig.
tickets-refresh-selected = Status vernieuwen
tickets-refreshed =
    { $count ->
        [one] De status van { $count } ticket is vernieuwd.
       *[other] De status van { $count } tickets is vernieuwd.
    }
tickets-retried =
    { $count ->
        [0] Van de geselecteerde tickets hoefde er geen opnieuw te worden verzonden.
        [one] { $count } ticket wordt opnieuw verzonden.
       *[other] { $count } tickets worden opnieuw verzonden.
    }
tickets-retry-selected = Opnieuw verzenden
tickets-select = { $name } selecteren
tickets-select-all = Alle tickets op deze pagina selecteren
tickets-select-column = Selectie
tickets-selected-count =
    { $count ->
        [one] { $count } geselecteerd
       *[other] { $count } geselecteerd
    }
tickets-selected-hint = Voor de geselecteerde tickets:
tickets-status-closed = gesloten
tickets-status-of-change = { $name } (wijziging)
tickets-status-of-incident = { $name } (incident)
tickets-status-open = open
tickets-table = Tickets
tickets-title = Tickets
tickets-unsent-count =
    { $count ->
        [one] { $count } niet verzonden
       *[other] { $count } niet verzonden
    }
tickets-view-instance = In ServiceNow weergeven
