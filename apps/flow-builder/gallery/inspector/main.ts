import { createApp } from 'vue'
import './gallery.css'
import InspectorGallery from './InspectorGallery.vue'

createApp(InspectorGallery).mount('#app')
