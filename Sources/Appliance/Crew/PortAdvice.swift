import FieldBus

/// What to do about a port that a bus cannot use, or not well.
enum PortAdvice {
    static func stop(_ holder: HoldingProcess, _ path: String) -> String {
        let what = "\(path) is held by \(holder.program) (process \(holder.pid))"
        switch holder.program {
        case "ModemManager":
            return "\(what), which asks every new port whether it is a modem: systemctl disable --now ModemManager"
        case "brltty": return "\(what), which takes USB adapters for Braille displays: apt remove brltty"
        case "agetty", "getty":
            let name = path.split(separator: "/").last ?? ""
            return "\(what), a login on this port: systemctl disable --now serial-getty@\(name)"
        default: return "\(what): stop it, or give it another port"
        }
    }

    static func permit(_ user: String, _ group: String?, _ path: String) -> String {
        guard let group, group != "root" else {
            return
                "\(user) may not use \(path), and no group may: look for the rule of udev that gives it to root alone"
        }
        return "\(user) may not use \(path): usermod -aG \(group) \(user), then log in again or restart the service"
    }

    static func shorten(_ milliseconds: Int) -> String {
        "the adapter keeps each answer back for up to \(milliseconds) ms. The service sets 1 ms where it may; if it may "
            + "not, put this line into /etc/udev/rules.d/60-gridtally.rules and plug it in again: \(BusEvent.latencyRule)"
    }

    /// Nil where nothing more stable is known.
    static func nameStably(_ facts: PortFacts, bus: String) -> String? {
        if let serial = facts.usb?.serial {
            let interface = facts.usb?.interface.map { ", interface: \($0)" } ?? ""
            return "bus \(bus) names \(facts.path), which another adapter may be tomorrow; write "
                + "port: {usb_serial: \(serial)\(interface)}"
        }
        if let path = facts.usb?.path {
            return
                "bus \(bus) names \(facts.path), which another adapter may be tomorrow; this one has no serial number: "
                + "write port: {usb_path: \(path)} and keep it in its socket"
        }
        return nil
    }
}
