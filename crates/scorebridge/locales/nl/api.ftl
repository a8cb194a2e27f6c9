### Zinnen in de probleemdocumenten van de JSON-API

api-already-open = Er is al een open ticket voor deze actie en dit type. Zet another op true om een tweede te maken.
api-bad-key = De header Idempotency-Key moet 16 tot 255 ASCII-tekens hebben.
api-invalid = Enkele velden van de taak zijn onjuist.
api-key-reused = Deze Idempotency-Key is voor een ander verzoek gebruikt. Neem voor elk verzoek een nieuwe sleutel.
api-no-key = De header Idempotency-Key ontbreekt. Stuur een willekeurige sleutel van 16 tot 255 tekens, en dezelfde als u het verzoek herhaalt.
api-no-method = Dit pad neemt deze methode niet aan. Zie /openapi.json.
api-no-path = Dit pad bestaat niet. Zie /openapi.json.
api-not-editable = Dit ticket bestaat in ServiceNow, of wordt daar mogelijk nu gemaakt: het kan hier niet worden gewijzigd.
api-not-json = De inhoud moet JSON zijn, met Content-Type: application/json.
api-not-sent = Er is nog geen record in ServiceNow dat kan worden bekeken.
api-nothing-to-retry = Dit ticket is verzonden of wordt op dit moment verzonden: er valt niets opnieuw te proberen.
api-refused = De portal neemt dit verzoek niet aan.
api-takes-no-notes = Dit ticket heeft geen open record in ServiceNow waaraan een notitie kan worden toegevoegd.
api-title-400 = Verzoek niet begrepen
api-title-401 = Token ontbreekt of is onbekend
api-title-403 = Niet toegestaan
api-title-404 = Niet gevonden
api-title-405 = Methode niet toegestaan
api-title-409 = Nu niet mogelijk
api-title-413 = Te groot
api-title-415 = Geen JSON
api-title-422 = Niet geldig
api-title-500 = Mislukt
api-title-503 = Nu niet beschikbaar
api-unauthorized = Stuur een API-token van de portal mee als Authorization: Bearer sb_…
api-unreadable = Het deel { $what } kan niet worden gelezen: { $reason }
