// The installation checklist: a table of steps with a Run button, so that it needs nothing but forms and lists. The
// records hold only what the steps say; what came of them stays in the instance when the application is upgraded.
import {
    Acl,
    DateTimeColumn,
    Form,
    IntegerColumn,
    List,
    StringColumn,
    Table,
    TranslatedFieldColumn,
    TranslatedTextColumn,
    UiAction,
    UiPage,
    UiPolicy,
    default_view,
} from '@servicenow/sdk/core'

export const x_scbr_m365ticket_step = Table({
    name: 'x_scbr_m365ticket_step',
    label: [
        { label: 'Installation Step', plural: 'Installation Checklist', language: 'en' },
        { label: 'Installatiestap', plural: 'Installatiechecklist', language: 'nl' },
    ],
    display: 'title',
    allowWebServiceAccess: true,
    schema: {
        code: StringColumn({
            label: [
                { label: 'Code', language: 'en' },
                { label: 'Code', language: 'nl' },
            ],
            maxLength: 40,
            readOnly: true,
        }),
        order: IntegerColumn({
            label: [
                { label: 'Order', language: 'en' },
                { label: 'Volgorde', language: 'nl' },
            ],
            readOnly: true,
        }),
        title: TranslatedFieldColumn({
            label: [
                { label: 'Step', language: 'en' },
                { label: 'Stap', language: 'nl' },
            ],
            maxLength: 100,
            readOnly: true,
        }),
        instructions: TranslatedTextColumn({
            label: [
                { label: 'Instructions', language: 'en' },
                { label: 'Instructies', language: 'nl' },
            ],
            maxLength: 4000,
            readOnly: true,
        }),
        state: StringColumn({
            label: [
                { label: 'State', language: 'en' },
                { label: 'Status', language: 'nl' },
            ],
            maxLength: 40,
            default: 'not_run',
            readOnly: true,
            dropdown: 'dropdown_without_none',
            choices: {
                not_run: [
                    { label: 'Not run', sequence: 0, language: 'en' },
                    { label: 'Niet uitgevoerd', sequence: 0, language: 'nl' },
                ],
                passed: [
                    { label: 'Passed', sequence: 1, language: 'en' },
                    { label: 'Geslaagd', sequence: 1, language: 'nl' },
                ],
                failed: [
                    { label: 'Failed', sequence: 2, language: 'en' },
                    { label: 'Mislukt', sequence: 2, language: 'nl' },
                ],
            },
        }),
        message: StringColumn({
            label: [
                { label: 'Result', language: 'en' },
                { label: 'Resultaat', language: 'nl' },
            ],
            maxLength: 4000,
            readOnly: true,
        }),
        last_run: DateTimeColumn({
            label: [
                { label: 'Last run', language: 'en' },
                { label: 'Laatst uitgevoerd', language: 'nl' },
            ],
            readOnly: true,
        }),
        entity_name: StringColumn({
            label: [
                { label: 'Name of the OAuth entity', language: 'en' },
                { label: 'Naam van de OAuth-entiteit', language: 'nl' },
            ],
            maxLength: 40,
        }),
        redirect_url: StringColumn({
            label: [
                { label: 'Redirect URL', language: 'en' },
                { label: 'Omleidings-URL', language: 'nl' },
            ],
            maxLength: 1024,
        }),
        user_name: StringColumn({
            label: [
                { label: 'User name', language: 'en' },
                { label: 'Gebruikersnaam', language: 'nl' },
            ],
            maxLength: 40,
        }),
        full_name: StringColumn({
            label: [
                { label: 'Name', language: 'en' },
                { label: 'Naam', language: 'nl' },
            ],
            maxLength: 80,
        }),
        email: StringColumn({
            label: [
                { label: 'E-mail address', language: 'en' },
                { label: 'E-mailadres', language: 'nl' },
            ],
            maxLength: 100,
        }),
    },
})

List({
    table: 'x_scbr_m365ticket_step',
    view: default_view,
    columns: ['order', 'title', 'state', 'message', 'last_run'],
})

Form({
    table: 'x_scbr_m365ticket_step',
    view: default_view,
    sections: [
        {
            caption: 'Installation Step',
            content: [
                {
                    layout: 'one-column',
                    elements: [
                        { type: 'table_field', field: 'title' },
                        { type: 'table_field', field: 'instructions' },
                        { type: 'table_field', field: 'entity_name' },
                        { type: 'table_field', field: 'redirect_url' },
                        { type: 'table_field', field: 'user_name' },
                        { type: 'table_field', field: 'full_name' },
                        { type: 'table_field', field: 'email' },
                        { type: 'table_field', field: 'state' },
                        { type: 'table_field', field: 'message' },
                        { type: 'table_field', field: 'last_run' },
                    ],
                },
            ],
        },
    ],
})

UiPolicy({
    $id: Now.ID['policy-oauth'],
    table: 'x_scbr_m365ticket_step',
    shortDescription: 'What the OAuth entity needs is asked in its step only',
    conditions: 'code=oauth',
    onLoad: true,
    reverseIfFalse: true,
    global: true,
    active: true,
    actions: [
        { field: 'entity_name', visible: true },
        { field: 'redirect_url', visible: true, mandatory: true },
    ],
})

UiPolicy({
    $id: Now.ID['policy-user'],
    table: 'x_scbr_m365ticket_step',
    shortDescription: 'What the integration user needs is asked in its step only',
    conditions: 'code=user',
    onLoad: true,
    reverseIfFalse: true,
    global: true,
    active: true,
    actions: [
        { field: 'user_name', visible: true },
        { field: 'full_name', visible: true },
        { field: 'email', visible: true },
    ],
})

UiAction({
    $id: Now.ID['action-run'],
    table: 'x_scbr_m365ticket_step',
    name: 'Run',
    actionName: 'x_scbr_m365ticket_run',
    hint: 'Runs this step of the installation',
    condition: "gs.hasRole('admin')",
    roles: ['admin'],
    showInsert: false,
    showUpdate: true,
    form: { showButton: true, style: 'primary' },
    order: 100,
    active: true,
    script: Now.include('../scripts/run-step.server.js'),
})

UiPage({
    $id: Now.ID['page-checklist'],
    endpoint: 'x_scbr_m365ticket_checklist.do',
    description: 'A short address for the checklist, as the portal links to it',
    direct: false,
    html: Now.include('../pages/checklist.html'),
})

Acl({
    $id: Now.ID['step-read'],
    type: 'record',
    table: 'x_scbr_m365ticket_step',
    operation: 'read',
    roles: ['admin'],
    description: 'The steps are for administrators',
})

Acl({
    $id: Now.ID['step-write'],
    type: 'record',
    table: 'x_scbr_m365ticket_step',
    operation: 'write',
    roles: ['admin'],
    description: 'Input of the steps, and what came of them',
})
