// What the steps say. English in the records, Dutch in the platform's tables of translations.
import { Record } from '@servicenow/sdk/core'

export const oauthStep = Record({
    $id: Now.ID['step-oauth'],
    table: 'x_scbr_m365ticket_step',
    data: {
        code: 'oauth',
        order: 100,
        title: 'Create the OAuth entity',
        instructions: Now.include('../texts/oauth.en.txt'),
    },
})

Record({
    $id: Now.ID['step-oauth-title-nl'],
    table: 'sys_translated',
    data: {
        name: 'x_scbr_m365ticket_step',
        element: 'title',
        language: 'nl',
        value: 'Create the OAuth entity',
        label: 'De OAuth-entiteit maken',
    },
})

Record({
    $id: Now.ID['step-oauth-instructions-nl'],
    table: 'sys_translated_text',
    data: {
        tablename: 'x_scbr_m365ticket_step',
        fieldname: 'instructions',
        documentkey: oauthStep,
        language: 'nl',
        value: Now.include('../texts/oauth.nl.txt'),
    },
})

export const userStep = Record({
    $id: Now.ID['step-user'],
    table: 'x_scbr_m365ticket_step',
    data: {
        code: 'user',
        order: 200,
        title: 'Create the integration user',
        instructions: Now.include('../texts/user.en.txt'),
    },
})

Record({
    $id: Now.ID['step-user-title-nl'],
    table: 'sys_translated',
    data: {
        name: 'x_scbr_m365ticket_step',
        element: 'title',
        language: 'nl',
        value: 'Create the integration user',
        label: 'De integratiegebruiker maken',
    },
})

Record({
    $id: Now.ID['step-user-instructions-nl'],
    table: 'sys_translated_text',
    data: {
        tablename: 'x_scbr_m365ticket_step',
        fieldname: 'instructions',
        documentkey: userStep,
        language: 'nl',
        value: Now.include('../texts/user.nl.txt'),
    },
})

export const valuesStep = Record({
    $id: Now.ID['step-values'],
    table: 'x_scbr_m365ticket_step',
    data: {
        code: 'values',
        order: 300,
        title: 'Copy the values',
        instructions: Now.include('../texts/values.en.txt'),
    },
})

Record({
    $id: Now.ID['step-values-title-nl'],
    table: 'sys_translated',
    data: {
        name: 'x_scbr_m365ticket_step',
        element: 'title',
        language: 'nl',
        value: 'Copy the values',
        label: 'De waarden kopiëren',
    },
})

Record({
    $id: Now.ID['step-values-instructions-nl'],
    table: 'sys_translated_text',
    data: {
        tablename: 'x_scbr_m365ticket_step',
        fieldname: 'instructions',
        documentkey: valuesStep,
        language: 'nl',
        value: Now.include('../texts/values.nl.txt'),
    },
})

export const webhookStep = Record({
    $id: Now.ID['step-webhook'],
    table: 'x_scbr_m365ticket_step',
    data: {
        code: 'webhook',
        order: 400,
        title: 'Tell the portal of changes (optional)',
        instructions: Now.include('../texts/webhook.en.txt'),
    },
})

Record({
    $id: Now.ID['step-webhook-title-nl'],
    table: 'sys_translated',
    data: {
        name: 'x_scbr_m365ticket_step',
        element: 'title',
        language: 'nl',
        value: 'Tell the portal of changes (optional)',
        label: 'De portal over wijzigingen inlichten (optioneel)',
    },
})

Record({
    $id: Now.ID['step-webhook-instructions-nl'],
    table: 'sys_translated_text',
    data: {
        tablename: 'x_scbr_m365ticket_step',
        fieldname: 'instructions',
        documentkey: webhookStep,
        language: 'nl',
        value: Now.include('../texts/webhook.nl.txt'),
    },
})

export const finishStep = Record({
    $id: Now.ID['step-finish'],
    table: 'x_scbr_m365ticket_step',
    data: {
        code: 'finish',
        order: 500,
        title: 'Finish in the portal',
        instructions: Now.include('../texts/finish.en.txt'),
    },
})

Record({
    $id: Now.ID['step-finish-title-nl'],
    table: 'sys_translated',
    data: {
        name: 'x_scbr_m365ticket_step',
        element: 'title',
        language: 'nl',
        value: 'Finish in the portal',
        label: 'Afronden in de portal',
    },
})

Record({
    $id: Now.ID['step-finish-instructions-nl'],
    table: 'sys_translated_text',
    data: {
        tablename: 'x_scbr_m365ticket_step',
        fieldname: 'instructions',
        documentkey: finishStep,
        language: 'nl',
        value: Now.include('../texts/finish.nl.txt'),
    },
})
