import Contract
import Enforcement
import FieldBus
import Foundation
import Glibc
import Identity
import Ledger
import Logging
import Metering
import Platform
import Storage

/// A box's files and lines while its service does not run: for the few things that people on site must be able to do all
/// the same. No order trips here.
struct OfflineBox: Sendable {
    let desk: SwitchingDesk
    let buses: [String: Bus]
    let box: BoxStore
    let drivers: [RelayDriver]

    /// - Parameter access: to switch, or only to look at the files.
    /// - Throws: ``StorageError/locked(file:)`` where the service runs after all.
    static func open(_ configuration: BoxConfiguration, access: FileAccess) async throws -> OfflineBox {
        umask(0o007)
        let genesis = try GenesisDocument.readEncoded(configuration.genesis)
        let box = try await BoxStore.open(
            directory: configuration.data.path, genesis: genesis.hash, access: access)
        let state = try await StoredZone.state(configuration, genesis)
        var log = ProcessLog.make(configuration.name)
        log.logLevel = .error
        let office = EnforcementOffice(
            chain: StoredChain(state: state), box: box, outbox: StoredOutbox(box: box, clock: configuration.clock),
            tags: TagStore(data: configuration.data), clock: configuration.clock,
            meters: configuration.buses.reduce(0) { $0 + $1.devices.count { $0.meter != nil } }, log: log)
        await office.recallTrips()
        let plan = BusPlan(configuration: configuration, profiles: try ProfileFolder.read(configuration.profiles))
        let buses = try plan.unpolledBuses()
        var drivers: [RelayDriver] = []
        for wiring in try plan.relayWirings(buses, state) {
            let driver = try await RelayDriver(wiring: wiring, office: office, state)
            await office.join(driver)
            drivers.append(driver)
        }
        let all = drivers
        let desk = SwitchingDesk(
            office: office, genesis: genesis.hash, buses: configuration.buses.map(\.name),
            looked: Guarded(try plan.lookedMeters(buses))
        ) { all }
        return OfflineBox(desk: desk, buses: buses, box: box, drivers: drivers)
    }

    /// Lets lines and relays work for a while, the relays of the chosen meters alone.
    ///
    /// - Parameter meters: nil: all.
    func working<Result: Sendable>(
        on meters: Set<String>? = nil, _ body: @Sendable () async throws -> Result
    ) async throws -> Result {
        let drivers = self.drivers.filter { meters?.contains($0.wiring.label) ?? true }
        let result = try await self.withLines {
            let loops = drivers.map { driver in Task { await driver.run(powerLost: false) } }
            do {
                // The first read-back of each is over then.
                for driver in drivers { _ = await driver.perform(nil) }
                let result = try await body()
                await Self.end(loops)
                return result
            } catch {
                await Self.end(loops)
                throw error
            }
        }
        try await self.box.close()
        return result
    }

    /// Reads each relay back from its line once, and writes nothing: neither to a relay nor to a file.
    ///
    /// Where another program has the box's files, the lines are its own, and are not asked.
    func looking<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
        guard try await !self.box.isHeldByAnother() else {
            CrewNote.say(
                "another program works with the box's files: its lines are left alone, and no relay is read back")
            return try await body()
        }
        return try await self.withLines {
            for driver in self.drivers { await driver.look() }
            return try await body()
        }
    }

    private func withLines<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
        let lines = self.buses.values.map { bus in Task { await bus.run() } }
        do {
            let result = try await body()
            await Self.end(lines)
            return result
        } catch {
            await Self.end(lines)
            throw error
        }
    }

    /// Nothing works on any more when this returns.
    private static func end(_ tasks: [Task<Void, Never>]) async {
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
    }
}

/// A zone as a box's files have it.
enum StoredZone {
    static func state(_ configuration: BoxConfiguration, _ genesis: Genesis) async throws -> ContractState {
        let store = try await ChainStore.open(
            directory: configuration.data.path, genesis: genesis, access: .readOnly)
        return try await store.loadContract()
    }
}
