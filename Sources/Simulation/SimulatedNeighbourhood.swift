public import DeviceProfiles
internal import Metering
public import Platform

/// A scene brought to life: its lines as ports that any Modbus client can open.
///
/// ```swift
/// let scene = try Scene(yaml: text, file: "neighbourhood.yaml")
/// let neighbourhood = try SimulatedNeighbourhood(scene: scene, profiles: catalog, clock: clock)
/// for port in neighbourhood.ports { print(port.link) }
/// await neighbourhood.run()
/// ```
public actor SimulatedNeighbourhood {
    /// In the order of the scene. They are open from the beginning; devices answer while ``run()`` runs.
    public nonisolated let ports: [SimulatedPort]
    /// What happens, the newest 1000 events; ends with ``run()``. For one consumer.
    public nonisolated let events: AsyncStream<SimulationEvent>

    private nonisolated let lines: [SimulatedLine]
    private let report: AsyncStream<SimulationEvent>.Continuation
    private var hasRun = false

    /// Opens a port for every line of the scene.
    ///
    /// - Parameters:
    ///   - clock: chain time; the scene's registers follow it, the lines' pace does not.
    ///   - linkFolder: where links with a relative path go; nil is the working directory.
    public init(
        scene: Scene, profiles: ProfileCatalog, clock: ScaledClock, linkFolder: String? = nil
    ) throws(SimulationError) {
        let now = clock.nowMilliseconds
        let start = scene.start ?? UTCTime(milliseconds: clock.isSystem ? now : clock.originMilliseconds)
        guard now - start.milliseconds <= SceneLimits.catchUpMilliseconds else {
            throw .startTooEarly(start: start.description, now: UTCTime(milliseconds: now).description)
        }
        let (events, report) = AsyncStream.makeStream(
            of: SimulationEvent.self, bufferingPolicy: .bufferingNewest(1000))
        var lines: [SimulatedLine] = []
        do throws(SimulationError) {
            for line in scene.lines {
                let machine = try VirtualLine(line: line, scene: scene, start: start, profiles: profiles)
                lines.append(
                    try SimulatedLine(machine, clock: clock, linkFolder: linkFolder) { report.yield($0) })
            }
        } catch {
            for line in lines { line.abandon() }
            throw error
        }
        self.lines = lines
        self.ports = lines.map(\.port)
        self.events = events
        self.report = report
    }

    deinit {
        guard !self.hasRun else { return }
        for line in self.lines { line.abandon() }
        self.report.finish()
    }

    /// Answers on every line until the task is cancelled, then takes the links away; runs once.
    public func run() async {
        guard !self.hasRun else { return }
        self.hasRun = true
        let (ended, finished) = AsyncStream.makeStream(of: Void.self)
        for line in self.lines { line.start { finished.yield() } }
        await withTaskCancellationHandler {
            // Threads end by themselves once they are told to; iterating `ended` here would stop at the cancellation.
            await Self.wait(for: self.lines.count, ended)
        } onCancel: {
            for line in self.lines { line.stop() }
        }
        self.report.finish()
    }

    /// The true state of a line's neighbourhood at this moment, which no meter shows: losses, taps, supplies.
    public nonisolated func model(ofLine name: String) -> NeighbourhoodModel? {
        self.lines.first { $0.line.name == name }?.model
    }

    /// What happened on a line so far: faults, collisions, broken silences.
    public nonisolated func counters(ofLine name: String) -> VirtualLineCounters? {
        self.lines.first { $0.line.name == name }?.counters
    }

    /// What a line's devices truly answered since the last call, the newest 10 000; nil for an unknown line.
    public nonisolated func drainServed(ofLine name: String) -> [ServedAnswer]? {
        self.lines.first { $0.line.name == name }?.drainServed()
    }

    private static func wait(for count: Int, _ ended: AsyncStream<Void>) async {
        await Task { @concurrent in
            var rest = count
            for await _ in ended {
                rest -= 1
                if rest == 0 { return }
            }
        }.value
    }
}
