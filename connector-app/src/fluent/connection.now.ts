// The portal's heartbeat: one row for each portal, written by the integration user (S13).
import { Acl, DateTimeColumn, List, StringColumn, Table, default_view } from '@servicenow/sdk/core'
import { integration } from './roles.now'

export const x_scbr_m365ticket_connection = Table({
    name: 'x_scbr_m365ticket_connection',
    label: [
        { label: 'Portal Connection', plural: 'Portal Connections', language: 'en' },
        { label: 'Portalverbinding', plural: 'Portalverbindingen', language: 'nl' },
    ],
    display: 'portal_url',
    audit: true,
    allowWebServiceAccess: true,
    schema: {
        portal_url: StringColumn({
            label: [
                { label: 'Portal URL', language: 'en' },
                { label: 'URL van de portal', language: 'nl' },
            ],
            maxLength: 1024,
        }),
        status: StringColumn({
            label: [
                { label: 'Status', language: 'en' },
                { label: 'Status', language: 'nl' },
            ],
            maxLength: 40,
            default: 'not_connected',
            dropdown: 'dropdown_without_none',
            choices: {
                not_connected: [
                    { label: 'Not connected', sequence: 0, language: 'en' },
                    { label: 'Niet verbonden', sequence: 0, language: 'nl' },
                ],
                connected: [
                    { label: 'Connected', sequence: 1, language: 'en' },
                    { label: 'Verbonden', sequence: 1, language: 'nl' },
                ],
                error: [
                    { label: 'Needs attention', sequence: 2, language: 'en' },
                    { label: 'Vraagt aandacht', sequence: 2, language: 'nl' },
                ],
            },
        }),
        integration_user: StringColumn({
            label: [
                { label: 'Integration user', language: 'en' },
                { label: 'Integratiegebruiker', language: 'nl' },
            ],
            maxLength: 100,
        }),
        last_call_in: DateTimeColumn({
            label: [
                { label: 'Last call in', language: 'en' },
                { label: 'Laatste inkomende aanroep', language: 'nl' },
            ],
        }),
        last_call_out: DateTimeColumn({
            label: [
                { label: 'Last call out', language: 'en' },
                { label: 'Laatste uitgaande aanroep', language: 'nl' },
            ],
        }),
        last_error: StringColumn({
            label: [
                { label: 'Last error', language: 'en' },
                { label: 'Laatste fout', language: 'nl' },
            ],
            maxLength: 1000,
        }),
    },
})

List({
    table: 'x_scbr_m365ticket_connection',
    view: default_view,
    columns: ['portal_url', 'status', 'integration_user', 'last_call_in', 'last_call_out', 'last_error'],
})

Acl({
    $id: Now.ID['connection-read'],
    type: 'record',
    table: 'x_scbr_m365ticket_connection',
    operation: 'read',
    roles: [integration],
    description: 'The portal looks for its own row before it writes',
})

Acl({
    $id: Now.ID['connection-create'],
    type: 'record',
    table: 'x_scbr_m365ticket_connection',
    operation: 'create',
    roles: [integration],
    description: 'The first heartbeat of a portal makes its row',
})

Acl({
    $id: Now.ID['connection-write'],
    type: 'record',
    table: 'x_scbr_m365ticket_connection',
    operation: 'write',
    roles: [integration],
    description: 'Every further heartbeat updates it',
})

Acl({
    $id: Now.ID['connection-delete'],
    type: 'record',
    table: 'x_scbr_m365ticket_connection',
    operation: 'delete',
    roles: ['admin'],
    description: 'Rows of portals that are gone are removed by an administrator',
})
