/*
An assembler for eBPF, kernel document bpf/standardization/instruction-set.rst. Registers are numbers: 0 is what a function
returned, 1 to 5 are arguments, which every call destroys, 6 to 9 stay, 10 is the end of the 512 bytes of stack.
*/
export type Register = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10;

/** `struct bpf_insn` of linux/bpf.h. A jump names its target instead of an offset. */
type Instruction = {
	readonly code: number;
	readonly destination?: number;
	readonly source?: number;
	readonly offset?: number;
	readonly target?: string;
	readonly immediate?: number;
};

/** A place that a jump can name. */
type Label = {readonly label: string};

export type Step = Instruction | Label;

const instructionBytes = 8;

// linux/bpf_common.h and linux/bpf.h: how many bytes a load or store has.
const sizes = {
	word: 0x00, half: 0x08, byte: 0x10, doubleWord: 0x18,
} as const;
type Size = keyof typeof sizes;

// The classes: BPF_LD, BPF_LDX, BPF_ST, BPF_STX, BPF_JMP, BPF_ALU64.
const classes = {
	load: 0x00, loadBehindRegister: 0x01, store: 0x02, storeRegister: 0x03, jump: 0x05, arithmetic: 0x07,
} as const;
/** BPF_X: the operand is a register, not the immediate. */
const fromRegister = 0x08;
// Modes of loads and stores: BPF_ABS, BPF_IND, BPF_MEM, BPF_ATOMIC.
const modes = {
	absolute: 0x20, indirect: 0x40, memory: 0x60, atomic: 0xC0,
} as const;
/** BPF_LD | BPF_DW | BPF_IMM, the one instruction that takes two places. */
const loadImmediate64 = 0x18;
/** BPF_PSEUDO_MAP_FD, as its source: the immediate is a map's descriptor. */
const mapDescriptor = 1;

// BPF_ADD, BPF_OR, BPF_AND, BPF_LSH, BPF_MOV.
const operations = {
	add: 0x00, or: 0x40, and: 0x50, shiftLeft: 0x60, set: 0xB0,
} as const;

// BPF_JEQ, BPF_JNE, BPF_JGT, BPF_JGE, BPF_JLT, BPF_JLE, all without sign, and BPF_JSET.
const conditions = {
	'=': 0x10, '!=': 0x50, '>': 0x20, '>=': 0x30, '<': 0xA0, '<=': 0xB0, 'has bits': 0x40,
} as const;

/** Byte offsets in `struct __sk_buff` (linux/bpf.h) of the fields that a program reads through its context. */
export const packetFields = {
	packetType: 4, protocol: 16, vlanPresent: 20, interfaceIndex: 40, gsoSegments: 164,
} as const;

/** enum bpf_func_id, linux/bpf.h. */
export const helpers = {mapLookup: 1, mapUpdate: 2} as const;

export function label(name: string): Step {
	return {label: name};
}

/** register = register OPERATION number. */
export function calculate(destination: Register, operation: keyof typeof operations, immediate: number): Step {
	return {code: classes.arithmetic | operations[operation], destination, immediate};
}

/** register = register OPERATION another. */
export function calculateWith(destination: Register, operation: keyof typeof operations, source: Register): Step {
	return {code: classes.arithmetic | fromRegister | operations[operation], destination, source};
}

/** register = memory[base + offset]. */
export function load(size: Size, destination: Register, base: Register, offset: number): Step {
	return {
		code: classes.loadBehindRegister | modes.memory | sizes[size], destination, source: base, offset,
	};
}

/** memory[base + offset] = register. */
export function store(size: Size, base: Register, offset: number, source: Register): Step {
	return {
		code: classes.storeRegister | modes.memory | sizes[size], destination: base, source, offset,
	};
}

/** memory[base + offset] = number. */
export function storeNumber(size: Size, base: Register, offset: number, immediate: number): Step {
	return {
		code: classes.store | modes.memory | sizes[size], destination: base, offset, immediate,
	};
}

/** memory[base + offset] += register, in one piece: 64 bits. */
export function addAtomically(base: Register, offset: number, source: Register): Step {
	return {
		code: classes.storeRegister | modes.atomic | sizes.doubleWord, destination: base, source, offset, immediate: operations.add,
	};
}

/**
Register 0 = the packet's bytes at a place, in our byte order. Where the packet ends before, the program ends and gives back 0.
Register 6 must hold the context; 1 to 5 are destroyed.
*/
export function loadPacket(size: 'byte' | 'half' | 'word', offset: number): Step {
	return {code: classes.load | modes.absolute | sizes[size], immediate: offset};
}

/** Returns the load of a packet's bytes at an offset from a register. */
export function loadPacketBehind(size: 'byte' | 'half' | 'word', register: Register, offset: number): Step {
	return {code: classes.load | modes.indirect | sizes[size], source: register, immediate: offset};
}

/** register = a map, by its descriptor. */
export function loadMap(destination: Register, fd: number): readonly Step[] {
	return [{
		code: loadImmediate64, destination, source: mapDescriptor, immediate: fd,
	}, {code: 0}];
}

export function call(helper: number): Step {
	return {code: classes.jump | 0x80, immediate: helper};
}

export function jump(target: string): Step {
	return {code: classes.jump, target};
}

/** Goes on at the label where the condition holds. */
export function jumpIf(register: Register, condition: keyof typeof conditions, immediate: number, target: string): Step {
	return {
		code: classes.jump | conditions[condition], destination: register, immediate, target,
	};
}

/** Ends the program, which gives register 0 back. */
export function exit(): Step {
	return {code: classes.jump | 0x90};
}

/**
Returns the program as the kernel takes it: n × `struct bpf_insn`.
@throws {Error} For a jump to a label that is not there, or is there twice.
*/
export function assemble(steps: readonly Step[]): Uint8Array {
	const instructions: Instruction[] = [];
	const places = new Map<string, number>();
	for (const step of steps) {
		if ('label' in step) {
			if (places.has(step.label)) {
				throw new Error(`the label ${step.label} is there twice`);
			}

			places.set(step.label, instructions.length);
		} else {
			instructions.push(step);
		}
	}

	const bytes = new Uint8Array(new ArrayBuffer(instructions.length * instructionBytes));
	const view = new DataView(bytes.buffer);
	for (const [place, instruction] of instructions.entries()) {
		const start = place * instructionBytes;
		view.setUint8(start, instruction.code);
		view.setUint8(start + 1, (instruction.destination ?? 0) | ((instruction.source ?? 0) << 4));
		view.setInt16(start + 2, offsetOf(instruction, place, places), true);
		view.setInt32(start + 4, instruction.immediate ?? 0, true);
	}

	return bytes;
}

/** Returns the distance of a jump, which counts from the instruction after it. */
function offsetOf({target, offset = 0}: Instruction, place: number, places: ReadonlyMap<string, number>): number {
	if (target === undefined) {
		return offset;
	}

	const destination = places.get(target);
	if (destination === undefined) {
		throw new Error(`there is no label ${target}`);
	}

	return destination - place - 1;
}
