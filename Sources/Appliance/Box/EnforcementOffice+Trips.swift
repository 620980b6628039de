import CanonicalCBOR
import Enforcement
import Ledger
import Logging
import Platform
import Storage

/// A trip as it survives a restart.
struct RecordedTrip: Hashable, Sendable {
    let meter: MeterID
    /// CLOCK_REALTIME, nanoseconds.
    let realtimeNanoseconds: Int64
}

extension EnforcementOffice {
    private static let tripsKey = "recent-trips"
    private static let hour: Int64 = 3_600_000_000_000

    /// Counts a trip that is about to be written, durably.
    func noteTrip(of meter: MeterID) async {
        let now = RealtimeClock.nanoseconds
        self.limiter.noteTrip(ofMeter: meter.number, atMonotonicNanoseconds: MonotonicClock.nanoseconds)
        self.trips.removeAll { now - $0.realtimeNanoseconds > Self.hour }
        self.trips.append(RecordedTrip(meter: meter, realtimeNanoseconds: now))
        let list = CBOR.array(self.trips.map { .array([.identifier($0.meter), .integer($0.realtimeNanoseconds)]) })
        do {
            try await self.box.setValues([(Self.tripsKey, list.encoded())])
        } catch {
            self.log.error("the count of recent trips cannot be stored: \(error)")
        }
    }

    /// Takes up the trips of the last hour from before a restart; until that worked, nothing is disconnected (G9).
    func recallTrips() async {
        do {
            try await self.readTrips()
            self.knowsTrips = true
        } catch {
            self.log.critical("recent trips cannot be read, nothing is disconnected: \(error)")
        }
    }

    private func readTrips() async throws {
        guard let bytes = try await self.box.value(Self.tripsKey) else { return }
        var fields = try CBORFields(.array([CBOR(decoding: bytes)]), of: "recent trips")
        self.trips = try fields.list("trips", atMost: 10_000) { (item) throws(CBORError) in
            RecordedTrip(meter: try item.identifier("meter"), realtimeNanoseconds: try item.integer("time"))
        }
        let (real, monotonic) = (RealtimeClock.nanoseconds, MonotonicClock.nanoseconds)
        for trip in self.trips {
            // A clock that was set back must not make a trip look like one of the future.
            let age = max(0, real - trip.realtimeNanoseconds)
            self.limiter.noteTrip(ofMeter: trip.meter.number, atMonotonicNanoseconds: monotonic - age)
        }
    }
}
