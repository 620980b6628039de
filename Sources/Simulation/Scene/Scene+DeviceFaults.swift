extension Scene {
    /// Everything that can go wrong between a request and a device's answer; nil and empty are faults it does not have.
    public struct DeviceFaults: Hashable, Sendable {
        /// No answer.
        public internal(set) var dead: Chance?
        /// The answer comes so many nanoseconds after the turnaround; each request is answered by itself.
        public internal(set) var late: SpreadFault?
        /// One byte of the answer, or its checksum, is wrong.
        public internal(set) var crc: Chance?
        /// The answer ends somewhere in the middle.
        public internal(set) var truncated: Chance?
        /// Random bytes right before the answer.
        public internal(set) var noiseBefore: SpreadFault?
        /// Random bytes right after the answer.
        public internal(set) var noiseAfter: SpreadFault?
        /// The answer carries another unit's number; its checksum is right.
        public internal(set) var wrongUnit: Chance?
        public internal(set) var exception: ExceptionFault?
        public internal(set) var pause: PauseFault?
        /// Numbers read as "not a number", and whole-number registers as 0x80…0.
        public internal(set) var nan: Chance?
        /// Numbers read as the profile's mark for "not available", or as all ones.
        public internal(set) var sentinel: Chance?
        /// Exception 6 for so many nanoseconds, from the request on that it strikes.
        public internal(set) var busy: SpreadFault?
        public internal(set) var reboot: RebootFault?
        public internal(set) var blockLimit: BlockLimit?
        /// Registers that answer exception 2 when a read touches them.
        public internal(set) var holes: [ClosedRange<UInt16>]?
        public internal(set) var reflections: ReflectionFault?
        public internal(set) var duplicate: DuplicateFault?

        public init() {}

        /// Every fault's chance.
        var chances: [Chance] {
            [
                self.dead, self.late?.chance, self.crc, self.truncated, self.noiseBefore?.chance,
                self.noiseAfter?.chance, self.wrongUnit, self.exception?.chance, self.pause?.chance, self.nan,
                self.sentinel, self.busy?.chance, self.reboot?.chance, self.reflections?.chance,
            ].compactMap(\.self)
        }

        /// These faults, and those of `others` for which nothing is said here.
        func over(_ others: DeviceFaults) -> DeviceFaults {
            var faults = self
            faults.dead = self.dead ?? others.dead
            faults.late = self.late ?? others.late
            faults.crc = self.crc ?? others.crc
            faults.truncated = self.truncated ?? others.truncated
            faults.noiseBefore = self.noiseBefore ?? others.noiseBefore
            faults.noiseAfter = self.noiseAfter ?? others.noiseAfter
            faults.wrongUnit = self.wrongUnit ?? others.wrongUnit
            faults.exception = self.exception ?? others.exception
            faults.pause = self.pause ?? others.pause
            faults.nan = self.nan ?? others.nan
            faults.sentinel = self.sentinel ?? others.sentinel
            faults.busy = self.busy ?? others.busy
            faults.reboot = self.reboot ?? others.reboot
            faults.blockLimit = self.blockLimit ?? others.blockLimit
            faults.holes = self.holes ?? others.holes
            faults.reflections = self.reflections ?? others.reflections
            faults.duplicate = self.duplicate ?? others.duplicate
            return faults
        }
    }

    /// The device, or a gateway before it, refuses what it could answer.
    public struct ExceptionFault: Hashable, Sendable {
        public let chance: Chance
        /// One of them each time.
        public let codes: [UInt8]
    }

    /// The answer stops for a while after every few bytes.
    public struct PauseFault: Hashable, Sendable {
        public let chance: Chance
        public let nanoseconds: Int64
        /// Bytes between two pauses.
        public let bytes: Int
    }

    /// The device falls silent and starts again.
    public struct RebootFault: Hashable, Sendable {
        public let chance: Chance
        public let silentNanoseconds: Int64
        /// How much its energy registers fall back: what it had not stored yet.
        public let lostMinutes: Int64
    }

    /// The device takes fewer registers in one request than its profile says.
    public struct BlockLimit: Hashable, Sendable {
        public let registers: Int
        /// 2 or 3: what it answers beyond.
        public let exception: UInt8
    }

    /// A cable without termination: the later in a frame, the likelier a byte is damaged.
    public struct ReflectionFault: Hashable, Sendable {
        /// Of the first byte.
        public let chance: Chance
        /// How much the probability grows from byte to byte.
        public let growth: Double
    }

    /// A second device of the same model listens at the same address.
    public struct DuplicateFault: Hashable, Sendable {
        /// Turnaround of the second; nil: as the first has it.
        public let turnaroundNanoseconds: Int64?
        public let serial: String?
    }
}
