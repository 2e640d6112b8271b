import type {ListedView, ViewName} from '../../model/snapshot.ts';
import {alertsView} from './alerts.ts';
import {connectionsView} from './connections.ts';
import {errorsView} from './errors.ts';
import {groupsView} from './groups.ts';
import {overviewView} from './overview.ts';
import {outgoingView} from './outgoing.ts';
import {portsView} from './ports.ts';
import {probesView} from './probes.ts';
import {statesView} from './states.ts';
import type {PrintedView, View} from './view.ts';

type Views = {readonly [Name in ViewName]: Name extends ListedView ? PrintedView<Name> : View<Name>};

/** Every view, by its name. */
export const views: Views = {
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
