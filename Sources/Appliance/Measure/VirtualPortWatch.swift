import FieldBus
import Platform

/// Sees when the adapter of a ``VirtualWorld`` is plugged in again.
final class VirtualPortWatch: PortWatch {
    private let world: VirtualWorld
    private var wasPlugged = false

    init(_ world: VirtualWorld) { self.world = world }

    func note() { self.wasPlugged = self.world.isPlugged }

    func wait(until moment: Int64, wake: EventDescriptor) -> Bool {
        // It is there and could not be opened: only time helps.
        if self.wasPlugged, self.world.isPlugged {
            self.world.wait(until: moment, wake: wake)
            return false
        }
        self.wasPlugged = self.world.awaitPlug(until: moment, wake: wake)
        return self.wasPlugged
    }
}
