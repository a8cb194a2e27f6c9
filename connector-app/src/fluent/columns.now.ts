// What the portal adds to incidents and changes (S08, S17). The portal's `ConnectorColumns` has the same names.
// The category of changes is in metadata/: it belongs to the platform, and a choice set would replace its choices.
import { StringColumn, Table } from '@servicenow/sdk/core'

export const incident = Table({
    augments: 'incident',
    schema: {
        x_scbr_m365ticket_source: StringColumn({
            label: [
                { label: 'Recommendation source', language: 'en' },
                { label: 'Bron van de aanbeveling', language: 'nl' },
            ],
            maxLength: 40,
            dropdown: 'dropdown_with_none',
            choices: {
                user: [
                    { label: 'User recommendation', sequence: 0, language: 'en' },
                    { label: 'Aanbeveling van een gebruiker', sequence: 0, language: 'nl' },
                ],
                microsoft: [
                    { label: 'Microsoft recommendation', sequence: 1, language: 'en' },
                    { label: 'Aanbeveling van Microsoft', sequence: 1, language: 'nl' },
                ],
            },
        }),
        x_scbr_m365ticket_category: StringColumn({
            label: [
                { label: 'Recommendation category', language: 'en' },
                { label: 'Categorie van de aanbeveling', language: 'nl' },
            ],
            maxLength: 40,
            dropdown: 'dropdown_with_none',
            choices: {
                devices: [
                    { label: 'Devices', sequence: 0, language: 'en' },
                    { label: 'Apparaten', sequence: 0, language: 'nl' },
                ],
                data: [
                    { label: 'Data', sequence: 1, language: 'en' },
                    { label: 'Gegevens', sequence: 1, language: 'nl' },
                ],
                apps: [
                    { label: 'Apps', sequence: 2, language: 'en' },
                    { label: 'Apps', sequence: 2, language: 'nl' },
                ],
                identity: [
                    { label: 'Identity', sequence: 3, language: 'en' },
                    { label: 'Identiteit', sequence: 3, language: 'nl' },
                ],
                infrastructure: [
                    { label: 'Infrastructure', sequence: 4, language: 'en' },
                    { label: 'Infrastructuur', sequence: 4, language: 'nl' },
                ],
            },
        }),
        x_scbr_m365ticket_started_by: StringColumn({
            label: [
                { label: 'Started by (portal user)', language: 'en' },
                { label: 'Gestart door (portalgebruiker)', language: 'nl' },
            ],
            maxLength: 255,
        }),
        x_scbr_m365ticket_action_id: StringColumn({
            label: [
                { label: 'Improvement action', language: 'en' },
                { label: 'Verbeteractie', language: 'nl' },
            ],
            maxLength: 100,
        }),
    },
})

export const change_request = Table({
    augments: 'change_request',
    schema: {
        x_scbr_m365ticket_source: StringColumn({
            label: [
                { label: 'Recommendation source', language: 'en' },
                { label: 'Bron van de aanbeveling', language: 'nl' },
            ],
            maxLength: 40,
            dropdown: 'dropdown_with_none',
            choices: {
                user: [
                    { label: 'User recommendation', sequence: 0, language: 'en' },
                    { label: 'Aanbeveling van een gebruiker', sequence: 0, language: 'nl' },
                ],
                microsoft: [
                    { label: 'Microsoft recommendation', sequence: 1, language: 'en' },
                    { label: 'Aanbeveling van Microsoft', sequence: 1, language: 'nl' },
                ],
            },
        }),
        x_scbr_m365ticket_category: StringColumn({
            label: [
                { label: 'Recommendation category', language: 'en' },
                { label: 'Categorie van de aanbeveling', language: 'nl' },
            ],
            maxLength: 40,
            dropdown: 'dropdown_with_none',
            choices: {
                devices: [
                    { label: 'Devices', sequence: 0, language: 'en' },
                    { label: 'Apparaten', sequence: 0, language: 'nl' },
                ],
                data: [
                    { label: 'Data', sequence: 1, language: 'en' },
                    { label: 'Gegevens', sequence: 1, language: 'nl' },
                ],
                apps: [
                    { label: 'Apps', sequence: 2, language: 'en' },
                    { label: 'Apps', sequence: 2, language: 'nl' },
                ],
                identity: [
                    { label: 'Identity', sequence: 3, language: 'en' },
                    { label: 'Identiteit', sequence: 3, language: 'nl' },
                ],
                infrastructure: [
                    { label: 'Infrastructure', sequence: 4, language: 'en' },
                    { label: 'Infrastructuur', sequence: 4, language: 'nl' },
                ],
            },
        }),
        x_scbr_m365ticket_started_by: StringColumn({
            label: [
                { label: 'Started by (portal user)', language: 'en' },
                { label: 'Gestart door (portalgebruiker)', language: 'nl' },
            ],
            maxLength: 255,
        }),
        x_scbr_m365ticket_action_id: StringColumn({
            label: [
                { label: 'Improvement action', language: 'en' },
                { label: 'Verbeteractie', language: 'nl' },
            ],
            maxLength: 100,
        }),
    },
})
