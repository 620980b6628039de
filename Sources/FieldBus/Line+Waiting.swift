import ModbusProtocol
import Platform

extension Line {
    /// How long a request waits for a line that is never silent.
    private static let busyLimitNanoseconds: Int64 = 2_000_000_000
    /// A silence in which there is time for anything.
    private static let longSilenceNanoseconds: Int64 = 10_000_000
    /// So many bytes before the first question are worth telling.
    private static let babbleBytes = 8

    /// Waits for `deadline`, a signal, or bytes nobody asked for, which are looked at.
    func idle(until deadline: Int64, wake: EventDescriptor?) throws(Failure) {
        guard try self.wait(until: deadline, wake) else { return self.settle() }
        try self.takeStrayBytes()
    }

    /// The silence before a request, the unit's pause, and the end of open questions of the same shape. Relay commands
    /// that come meanwhile go first.
    ///
    /// - Throws: also where another master asks on the line, unless `despiteMaster`.
    /// - Returns: now.
    func awaitSilence(
        _ request: ModbusRequest, _ unit: UInt8, _ place: @autoclosure () -> BusPlace, despiteMaster: Bool = false
    ) throws(Failure) -> Int64 {
        var giveUp: Int64?
        while true {
            try self.letRelaysGoFirst()
            // What has arrived counts, even when nobody has looked yet: never send into incoming bytes. On TCP nothing
            // collides, and what came too late is dropped with the next answer.
            while self.port.isSerial, try self.wait(until: 0, nil) { try self.takeStrayBytes() }
            let now = self.world.now
            self.settle()
            if !despiteMaster, let master = self.discipline.refusal { throw .bus(.secondMaster(place(), master)) }
            let earliest = self.discipline.earliestSend(request, to: unit, at: now)
            guard earliest > now else { return now }
            let limit = giveUp ?? max(earliest, now + Self.busyLimitNanoseconds)
            giveUp = limit
            guard earliest <= limit + Self.busyLimitNanoseconds / 4, now < limit else {
                throw .bus(.lineBusy(place()))
            }
            if earliest - now > Self.longSilenceNanoseconds { self.meanwhile?() }
            try self.idle(until: earliest, wake: self.relays?.wake)
            self.relays?.wake.drain()
        }
    }

    /// Listens until `deadline` before anything is sent; ends early where `isStopping`.
    func listenFirst(until deadline: Int64, wake: EventDescriptor, isStopping: () -> Bool) throws(Failure) {
        guard self.port.isSerial else { return }
        var heard: [UInt8] = []
        while self.world.now < deadline, !isStopping(), self.discipline.refusal == nil {
            wake.drain()
            if try self.wait(until: deadline, wake) { heard += try self.strayBytes() }
            self.settle()
        }
        guard heard.count >= Self.babbleBytes, self.discipline.foreignMasterGoneAt == nil else { return }
        self.observer.tell(.unreadableTraffic(Array(heard.prefix(64))), self.configuration.place)
    }

    func wait(until deadline: Int64, _ wake: EventDescriptor?) throws(Failure) -> Bool {
        do throws(PortFailure) {
            return try self.port.wait(until: deadline, wake: wake)
        } catch {
            throw .port(error)
        }
    }

    /// The line may be silent: what was heard before it is judged.
    func settle() { self.tell(self.discipline.settle(at: self.world.now)) }

    /// Carries out the relay commands that wait; not while one is carried out.
    private func letRelaysGoFirst() throws(Failure) {
        guard let relays = self.relays, relays.mayWait() else { return }
        self.relays = nil
        defer { self.relays = relays }
        do throws(PortFailure) {
            try relays.carryOut()
        } catch {
            throw .port(error)
        }
    }
}

/// Relay commands that wait for the line, which go ahead of every other request.
struct WaitingRelays {
    /// Signalled when a command comes.
    let wake: EventDescriptor
    /// Costs nothing, and is true where something came that was not looked at yet.
    let mayWait: () -> Bool
    /// Carries out those that wait now.
    let carryOut: () throws(PortFailure) -> Void
}
