import {Component, type ReactNode} from 'react';

type Properties = {
	readonly children: ReactNode;
	readonly onError: (error: unknown) => void;
};

type State = {
	readonly hasFailed: boolean;
};

/**
Reports an error in rendering instead of drawing it, as Ink would: on a screen that is about to be given back, after
half a second of laying out the bundle's source. React has no hook for this: a class it must be.
*/
export class ErrorBoundary extends Component<Properties, State> {
	static getDerivedStateFromError(): State {
		return {hasFailed: true};
	}

	override readonly state: State = {hasFailed: false};

	override componentDidCatch(error: unknown): void {
		this.props.onError(error);
	}

	override render(): ReactNode {
		return this.state.hasFailed ? null : this.props.children;
	}
}
