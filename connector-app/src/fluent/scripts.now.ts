// The scripts, each in a file of its own. ECMAScript 5: that is what every release since Kingston runs.
import { BusinessRule, ScriptInclude } from '@servicenow/sdk/core'

ScriptInclude({
    $id: Now.ID['script-settings'],
    name: 'Settings',
    description: 'Reads and writes the properties of the connector',
    accessibleFrom: 'package_private',
    active: true,
    script: Now.include('../scripts/Settings.server.js'),
})

ScriptInclude({
    $id: Now.ID['script-log'],
    name: 'ConnectorLog',
    description: 'Writes the log of the connector',
    accessibleFrom: 'package_private',
    active: true,
    script: Now.include('../scripts/ConnectorLog.server.js'),
})

ScriptInclude({
    $id: Now.ID['script-checklist'],
    name: 'Checklist',
    description: 'Runs the steps of the installation checklist',
    accessibleFrom: 'package_private',
    active: true,
    script: Now.include('../scripts/Checklist.server.js'),
})

ScriptInclude({
    $id: Now.ID['script-webhook'],
    name: 'PortalWebhook',
    description: 'Tells the portal, signed, that a ticket changed',
    accessibleFrom: 'package_private',
    active: true,
    script: Now.include('../scripts/PortalWebhook.server.js'),
})

BusinessRule({
    $id: Now.ID['rule-incident'],
    name: 'Tell the portal of a changed ticket',
    table: 'incident',
    description: 'Only tickets of the portal, after the transaction, never in its way',
    when: 'async',
    action: ['update'],
    filterCondition: 'correlation_display=Scorebridge',
    order: 1000,
    active: true,
    script: Now.include('../scripts/tell-portal.server.js'),
})

BusinessRule({
    $id: Now.ID['rule-change'],
    name: 'Tell the portal of a changed ticket',
    table: 'change_request',
    description: 'Only tickets of the portal, after the transaction, never in its way',
    when: 'async',
    action: ['update'],
    filterCondition: 'correlation_display=Scorebridge',
    order: 1000,
    active: true,
    script: Now.include('../scripts/tell-portal.server.js'),
})
