import CPlatform

/// Asks a port's driver for the kernel's RS-485 mode, and looks whether it has done so.
enum RS485Driver {
    static func set(_ wanted: SerialOptions.RS485, _ descriptor: Int32, _ place: BusPlace) throws(BusError) {
        var mode = gt_rs485()
        switch wanted {
        case .unchanged: return
        case .off: break
        case .on(let wanted):
            mode.enabled = 1
            mode.rts_on_send = wanted.rts == .onSend ? 1 : 0
            mode.rts_after_send = wanted.rts == .afterSend ? 1 : 0
            mode.delay_before_ms = UInt32(clamping: wanted.delayBeforeMilliseconds)
            mode.delay_after_ms = UInt32(clamping: wanted.delayAfterMilliseconds)
        }
        let result = gt_rs485_set(descriptor, &mode)
        guard result >= 0 else { throw .noRS485Mode(place, code: -result) }
        var found = gt_rs485()
        let look = gt_rs485_get(descriptor, &found)
        guard look >= 0 else { throw .noRS485Mode(place, code: -look) }
        guard self.text(mode) == self.text(found) else {
            throw .wrongSettings(place, expected: self.text(mode), found: self.text(found))
        }
    }

    /// A driver may show more than ``RS485Mode`` can say: RTS always high, or always low.
    private static func text(_ mode: gt_rs485) -> String {
        guard mode.enabled != 0 else { return "RS-485 mode off" }
        switch (mode.rts_on_send != 0, mode.rts_after_send != 0) {
        case (true, false), (false, true):
            return
                RS485Mode(
                    rts: mode.rts_on_send != 0 ? .onSend : .afterSend,
                    delayBeforeMilliseconds: Int(mode.delay_before_ms),
                    delayAfterMilliseconds: Int(mode.delay_after_ms)
                ).description
        case (true, true): return "RS-485 with RTS always high"
        case (false, false): return "RS-485 with RTS always low"
        }
    }
}
