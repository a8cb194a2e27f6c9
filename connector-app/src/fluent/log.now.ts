// What the connector's scripts met: steps of the checklist and calls of the portal that failed.
import { Acl, List, StringColumn, Table, default_view } from '@servicenow/sdk/core'

export const x_scbr_m365ticket_log = Table({
    name: 'x_scbr_m365ticket_log',
    label: [
        { label: 'Connector Log', plural: 'Connector Log', language: 'en' },
        { label: 'Logboek van de connector', plural: 'Logboek van de connector', language: 'nl' },
    ],
    display: 'message',
    allowWebServiceAccess: true,
    schema: {
        level: StringColumn({
            label: [
                { label: 'Level', language: 'en' },
                { label: 'Niveau', language: 'nl' },
            ],
            maxLength: 40,
            default: 'info',
            dropdown: 'dropdown_without_none',
            choices: {
                info: [
                    { label: 'Information', sequence: 0, language: 'en' },
                    { label: 'Informatie', sequence: 0, language: 'nl' },
                ],
                error: [
                    { label: 'Error', sequence: 1, language: 'en' },
                    { label: 'Fout', sequence: 1, language: 'nl' },
                ],
            },
        }),
        source: StringColumn({
            label: [
                { label: 'Source', language: 'en' },
                { label: 'Bron', language: 'nl' },
            ],
            maxLength: 40,
        }),
        message: StringColumn({
            label: [
                { label: 'Message', language: 'en' },
                { label: 'Bericht', language: 'nl' },
            ],
            maxLength: 1000,
        }),
    },
})

List({
    table: 'x_scbr_m365ticket_log',
    view: default_view,
    columns: ['sys_created_on', 'level', 'source', 'message'],
})

Acl({
    $id: Now.ID['log-read'],
    type: 'record',
    table: 'x_scbr_m365ticket_log',
    operation: 'read',
    roles: ['admin'],
    description: 'Messages name records and users: for administrators only',
})

Acl({
    $id: Now.ID['log-delete'],
    type: 'record',
    table: 'x_scbr_m365ticket_log',
    operation: 'delete',
    roles: ['admin'],
    description: 'An administrator may clear the log',
})
