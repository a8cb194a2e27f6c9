### ServiceNow-configuratie beheren

configuration-authorize = Opnieuw autoriseren
configuration-authorize-text = Geeft de portal nieuwe tokens van de integratiegebruiker.
configuration-cancel = Annuleren
configuration-counts-closed = telt als gesloten
configuration-counts-open = telt als open
configuration-due-days =
    { $days ->
        [one] na 1 dag
       *[other] na { $days } dagen
    }
configuration-due-suggested = Voorgestelde vervaldatum
configuration-error-group = Kies een groep voor { $state }
configuration-error-name-double = ‘{ $name }’ komt twee keer voor bij { $column }
configuration-error-name-empty = Vul een naam in voor { $state } bij { $column }
configuration-error-name-long = Kort de naam van { $state } bij { $column } in tot { $max } tekens
configuration-error-stale = De statussen van de instantie zijn intussen gewijzigd. Controleer de namen en sla opnieuw op
configuration-group = Groep
configuration-group-decide = Besluitvorming
configuration-group-done = Voltooid
configuration-group-hint = De groep bepaalt de kleur. Voltooid en Geannuleerd sluiten een ticket; Opgelost blijft open totdat het wordt gesloten, tenzij u de groep wijzigt.
configuration-group-new = Nieuw
configuration-group-of = Groep van { $state }
configuration-group-void = Geannuleerd
configuration-group-wait = Wachtend
configuration-group-work = In uitvoering
configuration-impact = Impact
configuration-instance-name = Naam in ServiceNow
configuration-kind = Soort ticket
configuration-lead = Namen van ticketstatussen, prioriteiten, synchronisatie en de verbinding zelf
configuration-name-en = Getoond in het Engels
configuration-name-en-of = Engelse naam van { $state }
configuration-name-nl = Getoond in het Nederlands
configuration-name-nl-of = Nederlandse naam van { $state }
configuration-none = ServiceNow is niet verbonden.
configuration-none-text = Er is nog geen verbinding om te beheren. Statusnamen kunt u al instellen.
configuration-open-change =
    { $count ->
        [one] open wijzigingsticket
       *[other] open wijzigingstickets
    }
configuration-open-incident =
    { $count ->
        [one] open incidentticket
       *[other] open incidenttickets
    }
configuration-preview = Voorbeeld
configuration-preview-none = Nog geen open tickets van deze soort. De namen verschijnen hier zoals op de kaarten.
configuration-priorities-text = ServiceNow berekent de prioriteit van een ticket uit impact en urgentie. Deze waarden worden verzonden:
configuration-priority-here = Prioriteit hier
configuration-priority-result = Prioriteit in ServiceNow
configuration-read-only = U ziet de configuratie. Voor wijzigen is de rol beheerder nodig.
configuration-remove = Verbinding verwijderen
configuration-remove-cancel = Verbinding behouden
configuration-remove-confirm = Verbinding verwijderen
configuration-remove-export = Exporteer de tickets eerst (CSV)
configuration-remove-mismatch = Typ precies { $instance }
configuration-remove-open = Verbinding verwijderen…
configuration-remove-revoked = Ingetrokken en verwijderd: toegangstoken, vernieuwingstoken, client-id en clientgeheim.
configuration-remove-stays = Blijft: alle tickets in ServiceNow, en hun historie hier.
configuration-remove-text = Trekt de tokens in en verwijdert het clientgeheim. Tickets blijven in ServiceNow staan; hun laatst bekende stand blijft hier zichtbaar.
configuration-remove-title = De verbinding met { $instance } verwijderen?
configuration-remove-type = Typ de naam van de instantie ter bevestiging: { $instance }
configuration-remove-unsent =
    { $count ->
        [0] Er wachten geen tickets op verzending.
        [one] { $count } ticket is nog niet verzonden en wordt niet meer verzonden.
       *[other] { $count } tickets zijn nog niet verzonden en worden niet meer verzonden.
    }
configuration-removed = De verbinding is verwijderd.
configuration-removed-text = De geheimen zijn vernietigd. U kunt op elk moment opnieuw verbinding maken.
configuration-removed-unrevoked-text = De geheimen zijn hier vernietigd. ServiceNow was niet bereikbaar om de tokens in te trekken; ze verlopen vanzelf, of trek ze in onder System OAuth > Manage Tokens.
configuration-replace-secret = Clientgeheim vervangen
configuration-replace-secret-text = Voer een nieuwe client-id of een nieuw geheim in, bijvoorbeeld nadat het in ServiceNow is vernieuwd.
configuration-reprovision = Opnieuw inrichten
configuration-reprovision-text = Voert alle controles opnieuw uit en schakelt kaarten en delen in.
configuration-reset = Standaardnamen herstellen
configuration-reset-confirm = Namen herstellen
configuration-reset-text-change = Uw eigen namen van wijzigingsstatussen gaan verloren.
configuration-reset-text-incident = Uw eigen namen van incidentstatussen gaan verloren.
configuration-reset-title = Standaardnamen herstellen?
configuration-save = Namen opslaan
configuration-saved = De namen zijn opgeslagen.
configuration-states-change = Wijzigingstickets
configuration-states-incident = Incidenttickets
configuration-states-text = Onderstaande namen staan op kaarten, in lijsten en in exports. De waarden in ServiceNow veranderen niet.
configuration-sync-closed = Gesloten tickets
configuration-sync-closed-text = Blijven in de lijst staan, onder het filter ‘gesloten’.
configuration-sync-cursor = Wijzigingen overgenomen tot en met
configuration-sync-every =
    { $seconds ->
        [one] elke seconde
       *[other] elke { $seconds } seconden
    }
configuration-sync-interval = Wijzigingen worden opgehaald
configuration-sync-last = Laatste synchronisatie
configuration-sync-setting = Het interval wordt ingesteld door de beheerder van deze portal (instelling servicenow.sync_seconds).
configuration-tab-connection = Verbinding
configuration-tab-priorities = Prioriteiten
configuration-tab-states = Namen van ticketstatussen
configuration-tab-sync = Synchronisatie
configuration-tabs = Configuratie
configuration-title = ServiceNow-configuratie beheren
configuration-unnamed = Nieuw, nog geen naam
configuration-urgency = Urgentie
configuration-value = Waarde
configuration-was-reset = De standaardnamen zijn hersteld.
