### Sentences of the JSON API's problem documents

api-already-open = An open ticket for this action and type exists. Set another to true to make a second one.
api-bad-key = The header Idempotency-Key must be 16 to 255 characters of ASCII.
api-invalid = Some fields of the task are wrong.
api-key-reused = This Idempotency-Key was used for another request. Take a new key for each request.
api-no-key = The header Idempotency-Key is missing. Send a random key of 16 to 255 characters, and the same one when you repeat the request.
api-no-method = This path does not take this method. See /openapi.json.
api-no-path = There is no such path. See /openapi.json.
api-not-editable = This ticket exists in ServiceNow, or may be created there at this moment: it cannot be changed here.
api-not-json = The body must be JSON, with Content-Type: application/json.
api-not-sent = There is no record in ServiceNow yet that could be asked about.
api-nothing-to-retry = This ticket was sent, or is being sent at this moment: there is nothing to try again.
api-refused = The portal does not take this request.
api-takes-no-notes = This ticket has no open record in ServiceNow that a note could be added to.
api-title-400 = Request not understood
api-title-401 = Token missing or unknown
api-title-403 = Not allowed
api-title-404 = Not found
api-title-405 = Method not allowed
api-title-409 = Not possible now
api-title-413 = Too large
api-title-415 = Not JSON
api-title-422 = Not valid
api-title-500 = Failed
api-title-503 = Not available now
api-unauthorized = Send an API token of the portal as Authorization: Bearer sb_…
api-unreadable = The { $what } cannot be read: { $reason }
