import type {ViewName} from '../../model/snapshot.ts';
import {alertsView} from './alerts/alerts-view.ts';
import {connectionsView} from './connections/connections-view.ts';
import {errorsView} from './errors/errors-view.ts';
import {groupsView} from './groups/groups-view.ts';
import {overviewView} from './overview/overview-view.ts';
import {outgoingView} from './outgoing/outgoing-view.ts';
import {portsView} from './ports/ports-view.ts';
import {probesView} from './probes/probes-view.ts';
import type {View} from './shared/view.ts';
import {statesView} from './states/states-view.ts';

/** Every view, by its name: the one list of them in the interface. */
export const viewRegistry: {readonly [Name in ViewName]: View<Name>} = {
	overview: overviewView,
	ports: portsView,
	connections: connectionsView,
	groups: groupsView,
	states: statesView,
	probes: probesView,
	errors: errorsView,
	alerts: alertsView,
	outgoing: outgoingView,
};
