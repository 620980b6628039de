public import DeviceProfiles
public import Metering
public import ModbusProtocol

/// A line with its devices and its faults as a state machine without a clock: bytes and moments in, bytes and moments
/// out. ``SimulatedNeighbourhood`` drives it on pseudo-terminals; a test drives it as fast as it likes.
///
/// ```swift
/// var line = try VirtualLine(line: scene.lines[0], scene: scene, start: start, profiles: catalog)
/// _ = line.advance(to: now, chainTime: { … })
/// line.transmit(frame, at: now, parameters: LineParameters(baud: 9600, parity: .none, stopBits: 1))
/// while let moment = line.nextMoment, moment <= deadline {
///     for heard in line.advance(to: moment, chainTime: { … }) { … }
/// }
/// ```
///
/// Moments are nanoseconds of any clock that does not go back. The line begins to run at the first moment it is given;
/// windows of faults count from there. The same scene and the same calls give the same bytes.
public struct VirtualLine: Sendable {
    /// As the scene has it.
    public let line: Scene.Line
    public internal(set) var counters = VirtualLineCounters()
    /// False while the adapter is pulled out: what is sent is lost and nothing is heard.
    public internal(set) var isPlugged = true
    /// Name of the port's link at present.
    public internal(set) var link: String

    var stations: StationSet
    var members: [LineStation] = []
    var hearings: [Hearing] = []
    /// For what belongs to no device.
    let dice: FaultDice
    var traffic = LineTraffic()
    var schedule: LineSchedule
    /// What the client's port is set to; nil until it is known.
    var client: LineParameters?
    /// End of the client's last character.
    var clientFree = Int64.min
    var transmissions: Int64 = 0
    var noteworthy: [SimulationEvent] = []
    var served: [ServedAnswer] = []

    /// - Parameter start: chain time of the registers' initial values.
    /// - Throws: ``SimulationError`` where the scene does not fit the profiles.
    public init(
        line: Scene.Line, scene: Scene, start: UTCTime, profiles: ProfileCatalog
    ) throws(SimulationError) {
        self.line = line
        self.link = line.link
        self.dice = FaultDice(seed: scene.seed, name: line.name)
        self.stations = try StationSet(line: line, scene: scene, start: start, profiles: profiles)
        self.schedule = LineSchedule(line: line)
        self.hearings = [Hearing(line: line, manner: Scene.Manner())]
        for station in self.stations.stations {
            let hearing = Hearing(line: line, manner: station.device.manner)
            let index = self.hearings.firstIndex { $0.isLike(hearing) } ?? self.hearings.count
            if index == self.hearings.count { self.hearings.append(hearing) }
            self.members.append(
                LineStation(station, line: line, seed: scene.seed, hearing: index, pace: hearing.pace))
        }
    }

    /// The neighbourhood's true state, which no meter shows.
    public var model: NeighbourhoodModel { self.stations.model }

    /// The true state of taps, pumps and gates behind pulse counters.
    public var flows: FlowModel { self.stations.flows }

    /// The client's port is set to `parameters` and hears what comes by them; ``transmit(_:at:parameters:)`` says so too.
    public mutating func listen(with parameters: LineParameters) { self.client = parameters }

    /// The next moment at which something happens: bytes reach the client, a request ends, somebody begins to talk.
    ///
    /// Nil: nothing is on its way. Advancing further than this at once is allowed and gives the same bytes.
    public var nextMoment: Int64? {
        let turn = self.nextTurn
        let piece = self.traffic.nextPiece(characters: self.charactersPerPiece)
        guard let turn, let piece else { return turn ?? piece }
        return min(turn, piece)
    }

    /// Lets time pass up to `now` and returns what the client's port has received since the last call: in pieces as a
    /// port hands them over, each with the moment at which its last byte had ended.
    ///
    /// - Parameters:
    ///   - now: not before the last call's; an earlier moment changes nothing.
    ///   - chainTime: chain time of a moment; the devices' registers follow it.
    public mutating func advance(to now: Int64, chainTime: (Int64) -> UTCTime) -> [HeardBytes] {
        self.schedule.begin(at: now)
        var heard: [HeardBytes] = []
        while let moment = self.nextTurn, moment <= now {
            self.deliver(until: moment, &heard)
            self.turn(at: moment, chainTime)
        }
        self.deliver(until: now, &heard)
        return heard
    }

    /// Lets the neighbourhood behind the meters run on to `time`, as a line does on which nobody asks.
    public mutating func advanceScene(to time: UTCTime) {
        for occurrence in self.stations.advance(to: time) {
            self.noteworthy.append(SimulationEvent(occurrence, line: self.line.name))
        }
    }

    /// Chain time of the scene's next event; nil where none is left.
    public var nextSceneEvent: UTCTime? { self.stations.nextEvent }

    /// What happened since the last call.
    public mutating func drainEvents() -> [SimulationEvent] {
        defer { self.noteworthy.removeAll() }
        return self.noteworthy
    }

    /// What the devices truly answered since the last call, the newest 10 000.
    public mutating func drainServed() -> [ServedAnswer] {
        defer { self.served.removeAll(keepingCapacity: true) }
        return self.served
    }

    /// Whether some device is set to this bit rate.
    func knows(baud: Int) -> Bool { self.hearings.contains { $0.parameters.baud == baud } }

    /// What a client's port is set to, of which some clients show the bit rate alone.
    func parameters(found: LineParameters) -> LineParameters {
        guard !self.hearings.contains(where: \.requiresParity) else { return found }
        return LineParameters(baud: found.baud, parity: self.line.parity, stopBits: self.line.stopBits)
    }

    /// Characters that a port hands over together: half a millisecond's, or a single one that takes longer.
    var charactersPerPiece: Int { self.hearings[0].pace.charactersPerWakeUp }

    private mutating func deliver(until now: Int64, _ heard: inout [HeardBytes]) {
        let count = heard.count
        self.traffic.deliver(until: now, characters: self.charactersPerPiece, into: &heard)
        guard heard.count > count else { return }
        guard self.isPlugged else {
            heard.removeSubrange(count...)
            return
        }
        self.counters.bytesHeard += heard[count...].reduce(0) { $0 + $1.bytes.count }
    }
}
