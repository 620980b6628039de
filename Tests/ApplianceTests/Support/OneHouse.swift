/// A line with a transformer's meter, one house and its relay.
enum OneHouse {
    static let scene = """
        scene: test
        seed: 1
        start: 2026-01-05T00:30:00Z
        utc_offset: "+05:30"
        lines:
          - name: line
            link: line.tty
            baud: 38400
            parity: even
            stop_bits: 1
            turnaround_ms: 5
            transformer:
              unit: 100
              profile: eastron-sdm630
              serial: 63000001
              initial_kwh: 15230.4
              load_loss: {watts: 320, at_kw: 25}
              no_load_loss_w: 55
            houses:
              count: 1
              first_unit: 1
              profile: eastron-sdm120
              first_serial: 12000001
              daily_kwh: [6, 14]
              initial_kwh: [150, 4200]
              relay_modules: [201]
            relay_modules:
              - {unit: 201, profile: waveshare-relay-8ch}

        """
}
