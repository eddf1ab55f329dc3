import { createApp } from 'vue'
import GalleryApp from './GalleryApp.vue'
import './gallery.css'

createApp(GalleryApp).mount('#app')
