### Secure Score

action-back-to-list = Terug naar de lijst
action-completed-note = Alle punten zijn behaald. Het systeem stelt deze status in; die is hier niet te wijzigen.
action-edit = Status en notities bewerken
action-error-notes-long = Notities mogen hoogstens { $max } tekens lang zijn; deze zijn { $length }
action-error-status = Kies een status
action-glance = In één oogopslag
action-implementation = Implementatie
action-implementation-status = Implementatiestatus
action-manage = Beheren
action-next = Volgende actie
action-next-steps = Volgende stappen
action-no-history = Geen punten gewijzigd sinds de portal de score leest.
action-no-notes = Geen notities
action-no-steps = Microsoft geeft voor deze actie geen stappen.
action-no-tickets = Geen tickets voor deze actie.
action-notes = Notities
action-notes-hint = Alleen mensen van de portal zien ze. Hoogstens 2.000 tekens.
action-previous = Vorige actie
action-progress = Punten: { $points }
action-rank = Rang { $rank }
action-regressed = { $points } punten verloren in 30 dagen
action-saved = Status en notities zijn opgeslagen.
action-status-alternate-mitigation = Opgelost met andere maatregel
action-status-completed = Voltooid
action-status-hint = De status blijft in de portal; Microsoft wijzigt die niet. Voltooid wordt door het systeem ingesteld.
action-status-planned = Gepland
action-status-risk-accepted = Risico geaccepteerd
action-status-third-party = Opgelost door derden
action-status-to-address = Nog aan te pakken
action-steps = Door de lijst bladeren
action-synced = Laatst gesynchroniseerd { $when }
action-threats = Beschermt tegen
action-unknown = Er is geen verbeteringsactie { $id }. Misschien heeft Microsoft die verwijderd.
actions-empty-filtered = Geen acties voldoen aan deze filters.
actions-lead = Stappen die uw score verhogen, de beste eerst. Punten worden elke dag opnieuw berekend.
actions-to-review = Te beoordelen acties
actions-view-all =
    { $count ->
        [one] { $count } actie weergeven
       *[other] Alle { $count } acties weergeven
    }
comparison = Vergelijking
comparison-alike = Organisaties zoals de uwe
comparison-own = Uw score
comparison-text = Microsoft vergelijkt met organisaties uit dezelfde branche en van dezelfde grootte, als er genoeg van zijn.
counter-added = Onlangs toegevoegd
counter-regressed = Achteruitgegaan
counter-updated = Onlangs bijgewerkt
history-empty = Er zijn nog geen punten gewijzigd.
history-empty-text = Wijzigingen verschijnen hier nadat de score weer is gelezen.
history-first = <a href="{ $url }">{ $title }</a> telt mee met { $points } punten
history-lead = Hoe uw score tot stand kwam, het nieuwste eerst.
history-lost = { $points } punten verloren voor <a href="{ $url }">{ $title }</a>
history-marked = Gemarkeerd als <strong>{ $status }</strong>
history-noted = Notities gewijzigd
history-source = Systeem · { $result }
history-won = { $points } punten behaald voor <a href="{ $url }">{ $title }</a>
level-high = Hoog
level-low = Laag
level-moderate = Gemiddeld
level-unknown = Onbekend
points-achieved = Behaalde punten
points-by-category = Punten per categorie
points-open = Nog te behalen
score-actions-title = Verbeteringsacties
score-change = { $points } ptn in 30 dagen
score-empty = Nog geen scores.
score-empty-text = Ze verschijnen na de eerste keer lezen bij Microsoft, binnen een uur na de start.
score-freshness = Score van { $day }, gelezen { $read }
score-history-title = Geschiedenis van Secure Score
score-import-failed = De score kon niet worden gelezen ({ $when }).
score-lead = Hoe goed uw organisatie is beschermd, en hoe het beter kan.
score-planned = Als alle geplande acties zijn uitgevoerd
score-stale =
    { $count ->
        [one] De score is { $count } dag oud.
       *[other] De score is { $count } dagen oud.
    }
score-stale-text = Microsoft berekent die eens per dag; de nieuwste is nog niet gelezen.
score-tab-actions = Verbeteringsacties
score-tab-history = Geschiedenis
score-tab-overview = Overzicht
score-tab-trends = Metingen en trends
score-title = Secure Score
score-trends-title = Metingen en trends
score-unchanged = Ongewijzigd in 30 dagen
score-yours = Uw Secure Score
share-connect-first = Maak eerst verbinding
share-mail = E-mail
share-mail-subject = Secure Score: { $title }
share-servicenow-text = Wijzigings- of incidentticket maken
top-actions = Belangrijkste verbeteringsacties
trend-title = Score in de tijd
trend-too-short = Er verschijnt een lijn zodra er scores van twee dagen zijn.
trends-accepted = Risico geaccepteerd
trends-accepted-text =
    { $count ->
        [one] { $count } actie wordt bewust niet uitgevoerd; deze punten zijn opgegeven.
       *[other] { $count } acties worden bewust niet uitgevoerd; deze punten zijn opgegeven.
    }
trends-by = Procentpunten
trends-change = Wijziging van de score
trends-days =
    { $count ->
        [one] { $count } dag
       *[other] { $count } dagen
    }
trends-lead = Hoe de score bewoog, wat achteruitging en wat bewust is opgegeven.
trends-regressed = Achteruitgang
trends-regressed-text =
    { $count ->
        [one] { $count } actie heeft minder punten dan 30 dagen geleden.
       *[other] { $count } acties hebben minder punten dan 30 dagen geleden.
    }
trends-span = Vergeleken met
trends-then = Score toen
